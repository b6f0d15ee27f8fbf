from .snapshots import FrozenRowChanged, Snapshot, SnapshotRow

__all__ = ["FrozenRowChanged", "Snapshot", "SnapshotRow"]
