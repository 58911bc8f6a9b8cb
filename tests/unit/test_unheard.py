"""What is only looked at is not logged as if it had happened."""

from structlog.testing import capture_logs

from hub.text.log import Log, unheard


def test_events_of_what_is_only_looked_at_are_not_written_but_errors_are() -> None:
    """And what happens afterwards is written again."""
    log = Log()
    with capture_logs() as told:
        with unheard():
            log.info("moved")
            log.warning("disputed")
            log.error("broken")
        log.warning("overdue")
    assert [event["event"] for event in told] == ["broken", "overdue"]
