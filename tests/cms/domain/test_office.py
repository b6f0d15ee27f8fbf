import pytest
from django.contrib.auth.models import Group
from wagtail.models import Collection, GroupApprovalTask, Page, Workflow

from cms.domain import office
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewers():
    return Group.objects.create(name="内容审核员")


def names():
    return {
        "page": Page.objects.get(depth=1).title,
        "collection": Collection.objects.get(depth=1).name,
        "workflow": Workflow.objects.get().name,
        "task": GroupApprovalTask.objects.get().name,
        "reviewers": [group.name for group in GroupApprovalTask.objects.get().groups.all()],
        "groups": set(Group.objects.values_list("name", flat=True)),
    }


def test_rows_of_wagtail_get_chinese_names_and_our_reviewers(reviewers):
    office.furnish(reviewers=reviewers)

    assert names() == {
        "page": "全部页面",
        "collection": "全部文件",
        "workflow": "内容审核",
        "task": "内容审核",
        "reviewers": ["内容审核员"],
        "groups": {"内容审核员"},
    }


def test_names_given_by_hand_and_groups_with_members_stay(reviewers):
    Page.objects.filter(depth=1).update(title="所有")
    Workflow.objects.update(name="三级审核")
    GroupApprovalTask.objects.update(name="科室审核")
    UserFactory().groups.add(Group.objects.get(name="Editors"))

    office.furnish(reviewers=reviewers)

    assert names() == {
        "page": "所有",
        "collection": "全部文件",
        "workflow": "三级审核",
        "task": "科室审核",
        "reviewers": [],
        "groups": {"内容审核员", "Editors"},
    }
