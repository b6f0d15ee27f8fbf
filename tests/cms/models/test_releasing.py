"""Nobody publishes past the review: every way there is, tried by an administrator."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    Locale,
    Page,
    PagePermissionTester,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms import tasks
from cms.models import ArticlePage
from cms.models.releasing import NotReleased
from cms.models.reviews import ReviewQuerySet
from tests.factories.reviews import build_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return build_desk()


@pytest.fixture
def root(client, desk):
    client.force_login(desk.root)
    return client


def written(page, **more):
    return nested_form_data(
        {
            "title": page.title,
            "kind": "NEWS",
            "published_date": "2025-06-11",
            "sign": "SAFE",
            "slug": page.slug,
            "body": streamfield([]),
            **{f"comments-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")},
            **more,
        }
    )


def publish_by_the_editor(root, desk, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    root.post(address, written(page, **{"action-publish": "1"}))


def publish_while_creating(root, desk, page):
    address = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", desk.news.pk])
    root.post(address, written(page, slug="new", **{"action-publish": "1"}))


def publish_in_bulk(root, desk, page):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    root.post(f"{address}?id={page.pk}", {"include_descendants": "on"})


def publish_the_parent_with_all_below(root, desk, page):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    root.post(f"{address}?id={desk.news.pk}", {"include_descendants": "on"})


def publish_by_copying(root, desk, page):
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    given = {"new_title": "抄本", "new_slug": "copy", "new_parent_page": desk.news.pk}
    root.post(address, {**given, "publish_copies": "on"})


def publish_by_aliasing(root, desk, page):
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    given = {"new_title": "别名", "new_slug": "alias", "new_parent_page": desk.news.pk}
    root.post(address, {**given, "alias": "on", "publish_copies": "on"})


def publish_by_moving(root, desk, page):
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, desk.news.pk])
    root.post(address)


def publish_by_reverting(root, desk, page):
    revision = page.save_revision(user=desk.root)
    address = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revision.pk])
    root.post(address, written(page, revision=revision.pk, **{"action-publish": "1"}))


def publish_by_wagtails_own_approval(root, desk, page):
    state = page.get_workflow().start(page, desk.editor)
    address = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk]
    )
    root.post(address, {"comment": "同意"})
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    root.post(
        edit, written(page, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    )


def publish_by_cancelling_the_review(root, desk, page):
    page.get_workflow().start(page, desk.root)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    root.post(edit, written(page, **{"action-cancel-workflow": "1"}))
    root.post(edit, written(page, **{"action-publish": "1"}))


def publish_by_the_clock(root, desk, page):
    hour = timezone.now() - timedelta(minutes=1)
    page.go_live_at = hour
    page.save_revision(user=desk.root, approved_go_live_at=hour)
    tasks.publish_scheduled()


def publish_by_translating(root, desk, page):
    english = Locale.objects.get(language_code="en")
    page.copy_for_translation(english, alias=True)


def publish_by_another_workflow(root, desk, page):
    task = GroupApprovalTask.objects.create(name="自己批")
    task.groups.set(Group.objects.all())
    workflow = Workflow.objects.create(name="绕行")
    WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr)
    WorkflowPage.objects.create(workflow=workflow, page=desk.news.page_ptr)
    state = workflow.start(page, desk.root)
    with pytest.raises(NotReleased):
        state.current_task_state.specific.approve(user=desk.root)


WAYS = [name for name in list(globals()) if name.startswith("publish_")]


@pytest.mark.parametrize("way", WAYS)
def test_nobody_publishes_a_text_that_was_not_reviewed(root, desk, way):
    page = desk.write("没有审过的稿件", slug="unread")
    public = set(Page.objects.live().values_list("pk", flat=True))

    globals()[way](root, desk, page)

    assert set(Page.objects.live().values_list("pk", flat=True)) == public
    assert not ArticlePage.objects.filter(live=True, title__contains="没有审过").exists()


@pytest.mark.parametrize(
    "way",
    [
        "publish_by_the_editor",
        "publish_while_creating",
        "publish_in_bulk",
        "publish_the_parent_with_all_below",
        "publish_by_reverting",
        "publish_by_cancelling_the_review",
        "publish_by_the_clock",
    ],
)
def test_the_same_ways_publish_where_there_is_no_gate(root, desk, way, monkeypatch):
    """What the test above asks for can fail."""
    monkeypatch.setattr(ReviewQuerySet, "releases", lambda rows, revision: True)
    monkeypatch.setattr(
        Page, "permissions_for_user", lambda page, by: PagePermissionTester(by, page)
    )
    page = desk.write("没有审过的稿件", slug="unread")

    globals()[way](root, desk, page)

    assert ArticlePage.objects.filter(live=True, title__contains="没有审过").exists()


@pytest.mark.parametrize(
    "way", ["publish_by_the_editor", "publish_in_bulk", "publish_by_the_clock"]
)
def test_nobody_changes_a_public_text_past_the_review(root, desk, way):
    page = desk.write("审过的标题", slug="read")
    desk.release(page)
    page.refresh_from_db()
    page.title = "没有审过的标题"
    page.save_revision(user=desk.root)

    globals()[way](root, desk, page)

    assert Page.objects.get(pk=page.pk).title == "审过的标题"


def test_approval_of_one_version_releases_no_other(desk):
    page = desk.write()
    desk.release(page)
    page.refresh_from_db()

    with pytest.raises(NotReleased, match="尚未审校"):
        page.save_revision(user=desk.editor).publish(user=desk.root)


def test_version_that_was_changed_after_its_approval_is_not_released(desk):
    page = desk.write()
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(user=desk.editor)
    review = desk.release(page)
    revision = review.revision
    revision.content["summary"] = "改过"
    revision.save(update_fields=["content"])

    with pytest.raises(NotReleased):
        revision.publish(user=desk.root)


def test_no_button_to_publish_is_offered_to_anybody(root, desk):
    page = desk.write()

    editor = root.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    copying = root.get(reverse("wagtailadmin_pages:copy", args=[page.pk])).content.decode()

    assert "action-submit" in editor
    assert "action-publish" not in editor
    assert "publish_copies" not in copying
    perms = Page.objects.get(pk=page.pk).permissions_for_user(desk.root)
    assert (perms.can_publish(), perms.can_publish_subpage(), perms.can_unpublish()) == (
        False,
        False,
        False,
    )


def test_who_may_publish_elsewhere_may_still_take_down_and_keep_private(desk):
    page = desk.write()
    desk.release(page)
    page = ArticlePage.objects.get(pk=page.pk)

    perms = page.permissions_for_user(desk.manager)

    assert (perms.can_unpublish(), perms.can_set_view_restrictions(), perms.can_unschedule()) == (
        True,
        True,
        True,
    )


def test_copy_of_a_public_page_is_a_draft_without_its_approval(desk):
    page = desk.write()
    desk.release(page)
    page = ArticlePage.objects.get(pk=page.pk)

    copy = page.copy(update_attrs={"slug": "copy"}, user=desk.root)

    assert (copy.live, copy.reviews.count()) == (False, 0)
    with pytest.raises(NotReleased):
        copy.get_latest_revision().publish(user=desk.root)


def test_wagtails_command_publishes_nothing_that_was_not_reviewed(desk):
    hour = timezone.now() - timedelta(minutes=1)
    page = desk.write()
    page.go_live_at = hour
    page.save_revision(user=desk.root, approved_go_live_at=hour)

    with pytest.raises(NotReleased):
        call_command("publish_scheduled", verbosity=0)

    page.refresh_from_db()
    assert page.live is False


def test_no_interface_for_programs_writes_pages():
    with pytest.raises(NoReverseMatch):
        reverse("wagtailapi:pages:listing")
    routes = {str(one.pattern) for one in get_resolver().url_patterns}
    assert not [route for route in routes if route.startswith("api")]


def test_every_page_is_reviewed_by_the_one_workflow(desk):
    page = desk.write()

    assert page.has_workflow is True
    assert page.get_workflow().name == "三审三校"
    assert WorkflowState.objects.count() == 0
