"""The course of one questionnaire, whoever draws it: ask, answer, save, back, review, and the emergency at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from triage.cli.ask import first_and_last
from triage.cli.ask.front_end import FrontEnd, Leave
from triage.interview.interview import Interview
from triage.pack.wording import Wording, wording_of
from triage.questionnaire import answered, pages
from triage.questionnaire.page import Command, Page, Picked, Reply

INTERRUPTED = 130

Save = Callable[[Interview], str | None]


class Flow:
    """One questionnaire on its way.

    `save` is called after every answer, before anything else is shown; what it returns is told on the next page. With
    `asks_who`, the first question is who it is for.
    """

    def __init__(self, interview: Interview, country: str, front: FrontEnd, save: Save, asks_who: bool) -> None:
        self.interview = interview
        self.is_greeted = False
        self._country = country
        self._front = front
        self._save = save
        self._asks_who = asks_who
        self._knows_who = not asks_who
        self._replies: dict[str, Picked] = {}
        self._notes: list[str] = []
        self._title = ""
        self._is_warned = False

    def note(self, text: str) -> None:
        """Something to say on the next page."""
        self._notes.append(text)

    def run(self) -> Interview:
        """Ask until the result is wanted. Raises `Leave` when the person stops before that."""
        is_finished = False
        while not is_finished:
            is_certain = self.interview.is_emergency_certain
            if not self._knows_who:
                self._who()
            elif not (self.is_greeted or is_certain):
                self._greet()
            elif is_certain and not self._is_warned:
                is_finished = self._warn()
            elif self.interview.is_done:
                self._is_warned = is_certain
                is_finished = self._last()
            else:
                self._is_warned = is_certain
                is_finished = self._question()
        return self.interview

    # ----------------------------------------------------------------------------------------------------------- pages

    @property
    def _say(self) -> Wording:
        return wording_of(self.interview.pack, self._country, self.interview.person)

    def _ask(self, page: Page, may_leave: bool = True) -> Reply:
        notes, self._notes = tuple(self._notes), []
        reply = self._front.ask(replace(page, notes=notes))
        if reply is Command.LEAVE and may_leave:
            raise Leave(INTERRUPTED)
        return reply

    def _greet(self) -> None:
        """What a first page says, when who it is for is known already."""
        self.is_greeted = True
        page = first_and_last.greeting(first_and_last.start(self._say), self.interview.pack, self._say)
        if self._front.is_spoken:
            self._front.say([page.alert, page.title, *page.text])
        else:
            self._ask(page)

    def _who(self) -> None:
        page = pages.who(self._say)
        if not self.is_greeted:
            page = first_and_last.greeting(page, self.interview.pack, self._say)
        self.is_greeted = True
        reply = self._ask(page)
        self.interview = replace(self.interview, person="other" if reply == (pages.OTHER,) else "self")
        self._knows_who = True

    def _question(self) -> bool:
        """True when the result is wanted already: that can only be after an emergency."""
        now, screen = self.interview, self.interview.screen
        assert screen is not None, "the interview is not done"
        page = pages.question_page(now, self._say, self._replies.get(screen.id, ()))
        if screen.title == self._title:
            page = replace(page, text=())
        if not (now.before or now.steps or self._asks_who):
            page = replace(page, commands=page.commands - {Command.BACK})
        reply = self._ask(page, may_leave=not self._is_warned)
        if reply is Command.BACK:
            self._back()
        elif reply is Command.REVIEW:
            return self._review()
        elif reply is Command.LEAVE:
            return True
        elif not isinstance(reply, Command):
            self._title = screen.title
            self._replies[screen.id] = (str(reply),) if isinstance(reply, int) else reply
            self._go_to(answered(now, screen, reply))
        return False

    def _warn(self) -> bool:
        """The emergency, the moment it is certain. True when the person stops here."""
        try:
            reply = self._ask(pages.emergency(self.interview, self._say), may_leave=False)
        except EOFError:
            return True
        if reply is Command.BACK:
            self._back()
            return False
        self._is_warned = True
        if reply != (pages.GO_ON,):
            return True
        self.interview = replace(self.interview, is_full=True)
        return False

    def _last(self) -> bool:
        """All is asked. True when the result is wanted, which the end of the input does not stop."""
        try:
            if not self._front.is_spoken:
                return self._review()
            reply = self._ask(pages.last_page(self.interview, self._say))
            if reply is Command.BACK:
                self._back()
            return self._review() if reply == (pages.LOOK,) else reply == (pages.FINISH,)
        except EOFError:
            return True

    def _review(self) -> bool:
        reply = self._ask(pages.review(self.interview, self._say))
        if reply is Command.BACK and self.interview.is_done and not self._front.is_spoken:
            self._back()
        elif isinstance(reply, tuple) and reply[0] in self.interview.given:
            self.interview = self.interview.edit(reply[0])
        return reply == (pages.FINISH,)

    # ----------------------------------------------------------------------------------------------------------- steps

    def _go_to(self, new: Interview) -> None:
        old, self.interview = self.interview, new
        if new.given != old.given and (note := self._save(new)):
            self.note(note)

    def _back(self) -> None:
        """To the page before, as it was; the answers taken back are kept as suggestions."""
        if self.interview.before is None:
            self._knows_who = bool(self.interview.steps) or not self._asks_who
        self.interview = self.interview.back()
