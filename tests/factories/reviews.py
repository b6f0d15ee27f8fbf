"""Texts and the people who review them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cms.domain import office, reviewing
from cms.models import ArticlePage, NewsIndexPage, Review
from portal.people.domain import roles
from portal.people.enums import OrganisationKind, RoleCode
from portal.people.models import User
from tests.factories.cms import ArticlePageFactory, build_tree
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory

AT = datetime(2025, 6, 16, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """An editor, three reviewers, a manager and the list of articles."""

    news: NewsIndexPage
    editor: User
    first: User
    second: User
    third: User
    manager: User
    root: User

    def write(self, title: str = "用气安全", **values: Any) -> ArticlePage:
        """Return a draft that the editor saved."""
        page = ArticlePageFactory(
            parent=self.news, title=title, live=False, owner=self.editor, **values
        )
        page.save_revision(user=self.editor)
        return page

    def submit(self, page: ArticlePage, by: User | None = None) -> Review:
        """Return the review of a page that its author has submitted."""
        state = page.get_workflow().start(page, by or self.editor)
        return Review.objects.get(workflow_state=state)

    def decide(self, review: Review, by: User, verdict: str = "PASSED", **said: Any) -> Review:
        """Give an opinion."""
        given = {"opinion": "同意。", "corrections": [], "at": AT} | said
        return reviewing.decide(review=review, by=by, verdict=verdict, **given)

    def release(self, page: ArticlePage) -> Review:
        """Take a page's latest version through all three stages."""
        review = self.submit(page)
        for reviewer in (self.first, self.second, self.third):
            review = self.decide(review, reviewer)
        return review


def build_desk() -> Desk:
    """Return an office whose pages, groups and workflow are those of a new installation."""
    groups = roles.sync()
    homes = build_tree()
    office.furnish(reviewers=groups[RoleCode.REVIEWER], managers=groups[RoleCode.DISTRICT_MANAGER])

    district = OrganisationFactory(name="新区", kind=OrganisationKind.DISTRICT)

    def account(username: str, *codes: RoleCode) -> User:
        person = PersonFactory(name=username, organisation=district)
        made = UserFactory(username=username, person=person, scope=district)
        made.groups.add(*(groups[code] for code in codes))
        return made

    return Desk(
        news=NewsIndexPage.objects.child_of(homes["zh-hans"]).get(),
        editor=account("editor", RoleCode.PUBLICITY_EDITOR),
        first=account("first", RoleCode.REVIEWER),
        second=account("second", RoleCode.REVIEWER),
        third=account("third", RoleCode.REVIEWER),
        manager=account("manager", RoleCode.DISTRICT_MANAGER),
        root=UserFactory(
            username="root",
            is_superuser=True,
            person=PersonFactory(name="root", organisation=district),
        ),
    )
