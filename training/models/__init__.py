from .courses import Course, CourseRun
from .credits import CreditEntry
from .sessions import Trainer, TrainingSession

__all__ = ["Course", "CourseRun", "CreditEntry", "Trainer", "TrainingSession"]
