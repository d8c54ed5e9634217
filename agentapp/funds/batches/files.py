"""Where the officers' files are kept, encrypted, outside the web root."""

from pathlib import Path

from agentapp.core.kept_files import KeptFiles


def file_work(digest: str) -> str:
    """What `only_one` is to do at a time: keep the file with this digest, or remove it."""
    return f"batch file {digest}"


_stores: list[KeptFiles] = []


def use_store(folder: Path) -> KeptFiles:
    """Keep the files of this process below `folder`."""
    _stores[:] = [KeptFiles(folder, "batch_file")]
    return store()


def store() -> KeptFiles:
    """Where this process keeps them. Raises IndexError before `use_store`."""
    return _stores[0]
