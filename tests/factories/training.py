"""Rows of the training app."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from portal.events.models import Topic
from tests.factories.events import EventFactory
from tests.factories.people import OrganisationFactory
from training.models import Course, CourseRun, LessonLength, Trainer, TrainingSession


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    code = factory.Sequence(lambda n: f"course-{n}")
    title = factory.Sequence(lambda n: f"课程{n}")
    topic = factory.LazyFunction(lambda: Topic.objects.get(code="fire"))
    planned_minutes = 90


class CourseRunFactory(DjangoModelFactory):
    class Meta:
        model = CourseRun

    course = factory.SubFactory(CourseFactory)
    organiser = factory.SubFactory(OrganisationFactory)
    year = 2025
    number = factory.Sequence(lambda n: n + 1)


class TrainerFactory(DjangoModelFactory):
    class Meta:
        model = Trainer

    name = factory.Sequence(lambda n: f"讲师{n}")


class TrainingSessionFactory(DjangoModelFactory):
    class Meta:
        model = TrainingSession

    run = factory.SubFactory(CourseRunFactory)
    event = factory.SubFactory(EventFactory)
    number = factory.Sequence(lambda n: n + 1)


class LessonLengthFactory(DjangoModelFactory):
    class Meta:
        model = LessonLength

    since_date = date(2020, 1, 1)
    minutes = 45
