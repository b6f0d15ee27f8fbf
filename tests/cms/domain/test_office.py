import pytest
from django.contrib.auth.models import Group
from wagtail.models import Collection, GroupApprovalTask, Page, Workflow, WorkflowPage

from cms.domain import office
from cms.models import ReviewTask
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups():
    return {
        "reviewers": Group.objects.create(name="内容审核员"),
        "managers": Group.objects.create(name="区级管理员"),
    }


def names():
    return {
        "page": Page.objects.get(depth=1).title,
        "collection": Collection.objects.get(depth=1).name,
        "workflows": list(Workflow.objects.values_list("name", flat=True)),
        "stages": [
            (task.name, sorted(group.name for group in task.groups.all()))
            for task in ReviewTask.objects.order_by("pk")
        ],
        "groups": set(Group.objects.values_list("name", flat=True)),
    }


def test_rows_of_wagtail_get_chinese_names_and_all_pages_are_reviewed(groups):
    office.furnish(**groups)
    office.furnish(**groups)

    assert names() == {
        "page": "全部页面",
        "collection": "全部文件",
        "workflows": ["三审三校"],
        "stages": [
            ("初审", ["内容审核员"]),
            ("复审", ["内容审核员"]),
            ("终审", ["内容审核员", "区级管理员"]),
        ],
        "groups": {"内容审核员", "区级管理员"},
    }
    assert WorkflowPage.objects.get(page__depth=1).workflow.name == "三审三校"
    assert GroupApprovalTask.objects.count() == 0


def test_what_was_chosen_by_hand_stays(groups):
    office.furnish(**groups)
    leaders = Group.objects.create(name="分管领导")
    ReviewTask.objects.get(stage="THIRD").groups.set([leaders])
    Page.objects.filter(depth=1).update(title="所有")
    UserFactory().groups.add(Group.objects.create(name="Editors"))

    office.furnish(**groups)

    assert names()["page"] == "所有"
    assert names()["stages"][2] == ("终审", ["分管领导"])
    assert "Editors" in names()["groups"]
