"""One server put together: `create_app`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from triage import __version__
from triage.pack.content import load_pack
from triage.store import Database
from triage.store.secret import read_or_make_secret
from triage.web import observing, problems, static_files
from triage.web.api import document
from triage.web.desk import rooms as desk_rooms
from triage.web.guard import Guard
from triage.web.learn import rooms as learn_rooms
from triage.web.limiting import Rate
from triage.web.observing import Metrics, Observed
from triage.web.rendering import Rendering
from triage.web.services import Services
from triage.web.settings import Settings
from triage.web.tidying import Tidying
from triage.web.visits import codes, results, routes
from triage.web.worker import Worker


def create_app(settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> FastAPI:
    """The server's application. Makes the database's schema and the secret where there are none.

    Raises PackError, StoreUnavailable, SecretUnusable.
    """
    secret = read_or_make_secret(settings.secret_file)
    database = Database(settings.url, secret)
    database.create()
    pack = load_pack(settings.pack)
    for language in pack.languages:
        pack.in_language(language)  # now, so that nobody waits for it
    metrics = Metrics()
    worker = Worker(pack, restarted=metrics.restarted)
    metrics.watch(worker)
    services = Services(settings, pack, database, Rendering(), metrics.counting(worker.assess), now)

    tidying = Tidying(database, now)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if settings.has_worker:
            worker.start()
        tidying.start()
        yield
        tidying.close()
        app.state.school.close()
        worker.close()
        database.close()

    app = FastAPI(
        title=pack.about.title,
        version=__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.rates = {
        "visits": Rate("visits", settings.visits_a_minute),
        "assessments": Rate("assessments", settings.assessments_a_minute),
    }
    app.state.services, app.state.metrics, app.state.worker = services, metrics, worker
    _put_together(app, services, metrics)
    return app


def _put_together(app: FastAPI, services: Services, metrics: Metrics) -> None:
    """All rooms of the server, and what stands around them, the innermost first."""
    problems.add_to(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(problems.Caught)
    app.add_middleware(Guard, settings=services.settings)
    app.add_middleware(Observed, metrics=metrics)
    for room in (routes, results, codes, observing, static_files):
        app.include_router(room.router)
    document.add_to(app)
    desk_rooms.add_to(app)
    learn_rooms.add_to(app, services)
    if services.settings.single_sign_on is not None:
        from triage.web import single_sign_on  # its libraries are loaded where they are used

        single_sign_on.add_to(app, services.settings.single_sign_on, services)
