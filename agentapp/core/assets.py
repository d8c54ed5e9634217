"""Static files under one prefix that carries their digest, so that browsers may keep them for ever.

The style sheet is written as one file per component and served as one: `css/app.css` lists them by `@import`, and
the list is put together when the app starts. Relative imports between ES modules stay within the prefix.
"""

import hashlib
import re
import shutil
import tempfile
from pathlib import Path

from flask import Flask, url_for
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

_IMPORT = re.compile(r'^@import url\("(?P<file>[\w/.-]+)"\)(?: layer\((?P<layer>[\w.-]+)\))?;$', re.MULTILINE)
_SHEET = Path("css/app.css")


def bundle(sheet: Path) -> str:
    """The text of `sheet` with each `@import url("…") layer(…);` line replaced by the file it names."""

    def inline(match: re.Match[str]) -> str:
        text = (sheet.parent / match["file"]).read_text()
        return f"@layer {match['layer']} {{\n{text}}}" if match["layer"] else text

    return _IMPORT.sub(inline, sheet.read_text())


def digest_of(folder: Path) -> str:
    """Ten characters that change when any file below `folder` does."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:10]


def publish(source: Path, target: Path) -> None:
    """Copy `source` to `target` with one style sheet, and compressed twins of what compresses. Safe to run at once."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    working = Path(tempfile.mkdtemp(dir=target.parent))
    shutil.copytree(source, working, dirs_exist_ok=True)
    if (source / _SHEET).exists():
        (working / _SHEET).write_text(bundle(source / _SHEET))
    compressor = Compressor(quiet=True)
    for path in [
        file for file in working.rglob("*") if file.is_file() and compressor.should_compress(file.name)
    ]:
        compressor.compress(str(path))
    working.chmod(0o755)
    try:
        working.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(working)


def serve_assets(app: Flask, source: Path, published: Path) -> None:
    """Publish the files of `source` below `published` and serve them, to be kept for ever."""
    digest = digest_of(source)
    target = published / digest
    publish(source, target)
    app.static_folder = str(target)
    app.static_url_path = f"/static/{digest}"
    app.add_url_rule(
        f"{app.static_url_path}/<path:filename>", endpoint="static", view_func=app.send_static_file
    )
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=target, prefix=f"static/{digest}", immutable_file_test=_always
    )
    app.jinja_env.globals["asset_url"] = asset_url


def _always(_path: str, _url: str) -> bool:
    return True


def asset_url(name: str) -> str:
    return url_for("static", filename=name)
