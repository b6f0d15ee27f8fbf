from .courses import Course, CourseRun
from .credits import CreditEntry, LessonLength
from .sessions import Trainer, TrainingSession

__all__ = ["Course", "CourseRun", "CreditEntry", "LessonLength", "Trainer", "TrainingSession"]
