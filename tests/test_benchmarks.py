"""The benchmarks run; what they print is for people to read."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "benchmarks"


def test_the_build_benchmark_runs():
    options = ["--rules", "20", "40", "--families", "service", "mixed", "--functions", "3"]
    command = [sys.executable, FOLDER / "bench_build.py", *options]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "whole build" in run.stdout
    assert "tottime" in run.stdout


def test_the_analysis_benchmark_runs():
    command = [sys.executable, FOLDER / "bench_analysis.py", "--rules", "20", "40", "--no-awkward"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "growth" in run.stdout


def test_the_language_benchmark_runs():
    command = [sys.executable, FOLDER / "bench_languages.py", "--rules", "20", "--no-awkward"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "20 rules" in run.stdout


def test_the_benchmark_of_decisions_runs():
    options = ["--rules", "10", "30", "--calls", "60", "--rounds", "2"]
    command = [sys.executable, FOLDER / "bench_deciding.py", *options]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "media_location" in run.stdout


def test_the_benchmark_of_checks_on_save_runs():
    command = [sys.executable, FOLDER / "bench_on_save.py", "--rules", "--runs", "1"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "rulec check --stdin" in run.stdout


def test_the_benchmark_of_scripts_runs():
    command = [sys.executable, FOLDER / "bench_scripts.py", "--rules", "30", "--rounds", "1"]
    run = subprocess.run([*command, "--no-fit"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "characters a rule" in run.stdout


def test_the_report_benchmark_runs():
    command = [sys.executable, FOLDER / "bench_report.py", "--rules", "40", "--profiles", "1"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "40 tests" in run.stdout
    assert "x check" in run.stdout


def test_the_benchmark_of_field_cases_runs():
    command = [sys.executable, FOLDER / "bench_field_cases.py"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "26 of 26 answers right" in run.stdout
