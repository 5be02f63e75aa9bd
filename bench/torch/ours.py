"""bnn's side of the comparisons: builds it, and starts its Java classes."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLASS_PATH = ROOT / "train" / "target" / "test-class-path.txt"


def build():
    """Compiles the modules up to train with its tests; seconds."""
    print("building bnn …", file=sys.stderr)
    done = subprocess.run(
        ["mvn", "-q", "-B", "-Dquickly", "-f", ROOT / "pom.xml", "-pl", "train", "-am", "test-compile"]
        + ["dependency:build-classpath", "-Dmdep.includeScope=test", f"-Dmdep.outputFile={CLASS_PATH}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\nbench/torch: the build failed, see above")


def command(main_class, *arguments, threads=1):
    """The words that start a class of train's tests with so many threads."""
    target = ROOT / "train" / "target"
    class_path = f"{target}/test-classes:{target}/classes:{CLASS_PATH.read_text().strip()}"
    words = ["java", f"-XX:ActiveProcessorCount={threads}", "-cp", class_path, f"dev.bnn.train.{main_class}"]
    return words + [str(argument) for argument in arguments]


def environment(threads=1):
    """As ./bnn sets it."""
    return {**os.environ, "OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "PASSIVE"}
