"""The stable code of every failure, by name: what a program asks of a failure, it asks its code or its class."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Self

from hub.errors.meaning import ExitCode, Explanation, Kind, Meaning
from hub.errors.meanings import MEANINGS


class Code(StrEnum):
    """A failure's code: a string `HUB-nnn` that never changes its meaning. docs/errors.md lists all."""

    # ---- 1xx: a submission that cannot be accepted ----
    NOT_UTF8 = "HUB-101"
    NOT_JSON = "HUB-102"
    FIELD_REPEATED = "HUB-103"
    NUMBER_NOT_EXACT = "HUB-104"
    INVALID_CHARACTERS = "HUB-105"
    TOO_DEEP = "HUB-106"
    TOO_LARGE = "HUB-107"
    NOT_AN_OBJECT = "HUB-108"
    NO_USABLE_ID = "HUB-109"
    UNKNOWN_TYPE = "HUB-110"
    UNKNOWN_PARTY = "HUB-111"
    UNKNOWN_PORTAL = "HUB-112"
    PARTY_NOT_ALLOWED = "HUB-113"
    OTHER_CARD_REQUIRED = "HUB-114"
    SUBMISSION_ID_REUSED = "HUB-115"
    NOT_FOR_PORTALS = "HUB-116"
    SENDER_NOT_VERIFIED = "HUB-117"
    DELIVERY_LIMIT_REACHED = "HUB-118"
    TOO_MANY_VALUES = "HUB-119"
    CARD_SIGNATURE_MISSING = "HUB-120"
    CARD_SIGNATURE_MALFORMED = "HUB-121"
    CARD_SIGNATURE_INVALID = "HUB-122"
    CARD_NOT_TRUSTED = "HUB-123"
    CARD_EXPIRED = "HUB-124"
    CARD_NOT_YET_VALID = "HUB-125"
    CARD_REVOKED = "HUB-126"
    REVOCATION_UNKNOWN = "HUB-127"
    CARD_NOT_FOR_SIGNATURES = "HUB-128"
    CARD_OF_ANOTHER_ENTERPRISE = "HUB-129"
    CARD_OF_ANOTHER_ROLE = "HUB-130"
    CARD_OF_ANOTHER_HOLDER = "HUB-131"
    SIGNED_FOR_ANOTHER_PORTAL = "HUB-132"
    WRONG_ENCODING = "HUB-133"
    EMPTY_FILE = "HUB-134"
    # ---- 2xx: a form that cannot become a valid message ----
    VALUE_MISSING = "HUB-201"
    UNKNOWN_FIELD = "HUB-202"
    WRONG_KIND_OF_VALUE = "HUB-203"
    WRONG_FORMAT = "HUB-204"
    WRONG_LENGTH = "HUB-205"
    NOT_IN_CODE_LIST = "HUB-206"
    OUT_OF_RANGE = "HUB-207"
    USCC_CHECK_FAILED = "HUB-208"
    SCHEMA_VIOLATED = "HUB-209"
    ATTACHMENT_TOO_LARGE = "HUB-210"
    MISPLACED = "HUB-211"
    NOT_A_PDF = "HUB-212"
    NOT_AN_IMAGE = "HUB-213"
    FIELD_NOT_ALLOWED_HERE = "HUB-214"
    # ---- 3xx: a document that business rules refuse ----
    PRECONDITION_MISSING = "HUB-301"
    END_BEFORE_START = "HUB-302"
    PERIOD_TOO_LONG = "HUB-303"
    QUOTA_EXCEEDED = "HUB-304"
    NO_QUOTA = "HUB-305"
    QUOTA_EXISTS = "HUB-306"
    APPLICATION_OPEN = "HUB-307"
    ORIGINAL_NOT_FOUND = "HUB-308"
    ORIGINAL_NOT_REPEATABLE = "HUB-309"
    SEAL_OF_ANOTHER_HOLDER = "HUB-310"
    SEAL_NOT_VALID = "HUB-311"
    ORIGINAL_NOT_EXPECTED = "HUB-312"
    CONSENT_REQUIRED = "HUB-313"
    DOCUMENT_NOT_FOUND = "HUB-314"
    DOCUMENT_IN_WRONG_STATUS = "HUB-315"
    LISTED_TWICE = "HUB-316"
    RESOURCE_TAKEN = "HUB-317"
    DOCUMENT_DISPUTED = "HUB-318"
    QUOTA_IN_DOUBT = "HUB-319"
    BANK_NOT_OF_AGREEMENT = "HUB-321"
    AGREEMENT_NOT_VALID = "HUB-322"
    WRONG_TOTAL = "HUB-324"
    WRONG_PREMIUM = "HUB-325"
    WRONG_ACCOUNT = "HUB-326"
    DAY_BEFORE_TODAY = "HUB-327"
    DAY_BEFORE_ANOTHER = "HUB-328"
    TERM_ENDED = "HUB-329"
    NOT_OF_FAILED_PAYMENT = "HUB-330"
    NOTHING_TO_PAY = "HUB-331"
    VALUE_DIFFERS = "HUB-332"
    # ---- 4xx: a message from a party that cannot be used ----
    NOT_XML = "HUB-401"
    DTD_REFUSED = "HUB-402"
    UNKNOWN_MESSAGE = "HUB-403"
    SIGNATURE_MISSING = "HUB-404"
    SIGNATURE_INVALID = "HUB-405"
    CERTIFICATE_NOT_REGISTERED = "HUB-406"
    CERTIFICATE_NOT_VALID = "HUB-407"
    SENDER_MISMATCH = "HUB-408"
    MESSAGE_ID_REUSED = "HUB-409"
    ANSWERED_MESSAGE_NOT_FOUND = "HUB-410"
    DIGEST_MISMATCH = "HUB-411"
    WRONG_RECEIVER = "HUB-412"
    QUOTA_FIGURES_INCONSISTENT = "HUB-413"
    MESSAGE_NOT_ALLOWED = "HUB-414"
    TIME_IN_FUTURE = "HUB-415"
    DOCUMENT_NEVER_CAME = "HUB-416"
    NUMBER_REPORTED_BEFORE = "HUB-417"
    INSTRUCTION_OR_COMMENT = "HUB-418"
    ENVELOPE_FIELD_UNUSABLE = "HUB-420"
    ENVELOPE_DATA_UNUSABLE = "HUB-421"
    REPLY_FORMAT_UNKNOWN = "HUB-422"
    CONTRADICTORY_VALUES = "HUB-423"
    OWN_SCHEMA_LOCATION = "HUB-424"
    REPORTED_VALUE_DIFFERS = "HUB-430"
    REPORTED_DAY_BEFORE_ANOTHER = "HUB-431"
    NUMBER_TAKEN = "HUB-432"
    # ---- 5xx: failures of the hub, and of what it needs ----
    PROCESSING_FAILED = "HUB-501"
    STORE_UNAVAILABLE = "HUB-502"
    OWN_SIGNATURE_INVALID = "HUB-503"
    CONCURRENT_CONFLICT = "HUB-504"
    OWN_CERTIFICATE_NOT_VALID = "HUB-505"
    QUEUE_UNAVAILABLE = "HUB-506"
    SYSTEM_UNAVAILABLE = "HUB-507"
    ENVELOPE_MISFIT = "HUB-508"
    DERIVED_ID_TAKEN = "HUB-509"
    # ---- 70x, 71x: what keeps a verb from its work ----
    NOT_A_HOME = "HUB-701"
    BAD_CONFIGURATION = "HUB-702"
    BAD_CATALOGUE = "HUB-703"
    NOT_FOUND = "HUB-704"
    FILE_UNREADABLE = "HUB-705"
    HOME_IN_USE = "HUB-706"
    BAD_KEY = "HUB-707"
    AMBIGUOUS = "HUB-708"
    STORE_NOT_READY = "HUB-709"
    UNKNOWN_OPTION_VALUE = "HUB-710"
    OPTION_REQUIRES_ANOTHER = "HUB-711"
    DXP_ID_MISSING = "HUB-712"
    CARD_CA_MISSING = "HUB-713"
    # ---- 72x, 73x: what checks report ----
    BROKER_REFUSED = "HUB-721"
    QUEUE_FULL = "HUB-722"
    QUEUE_HAS_FEW_MEMBERS = "HUB-723"
    QUEUE_LOST_MAJORITY = "HUB-724"
    QUEUE_MISSING = "HUB-725"
    BROKER_NODE_DOWN = "HUB-726"
    QUEUE_REFUSES = "HUB-727"
    QUEUE_HAS_NO_LEADER = "HUB-728"
    CERTIFICATE_EXPIRES_SOON = "HUB-731"
    NO_VALID_CERTIFICATE = "HUB-732"
    NO_CERTIFICATE = "HUB-733"
    READABLE_BY_OTHERS = "HUB-734"
    CLOCK_WRONG = "HUB-735"
    LOW_DISK_SPACE = "HUB-736"
    BROKER_DIFFERS = "HUB-737"
    NOT_CHECKED = "HUB-738"
    CONNECTION_NOT_PROTECTED = "HUB-739"
    # ---- 74x, 75x: what an operator asks for, and audits ----
    BAD_PLAN = "HUB-740"
    PLAN_TOO_OLD = "HUB-741"
    PLAN_OF_ANOTHER_STORE = "HUB-742"
    ALREADY_ANSWERED = "HUB-743"
    ROUND_OVER = "HUB-744"
    STORED_CONTENT_DIFFERS = "HUB-745"
    PAYMENT_NOT_DEDUPLICATED = "HUB-746"
    STILL_IN_OUTBOX = "HUB-747"
    NOTHING_TO_RESEND = "HUB-748"
    ALREADY_SETTLED = "HUB-749"
    CERTIFICATE_REFUSED = "HUB-751"
    CUTOVER_REFUSED = "HUB-752"
    CERTIFICATE_WAS_NOT_VALID = "HUB-753"
    STORED_BYTES_ALTERED = "HUB-754"
    WRITABLE_BY_OTHERS = "HUB-755"
    PRIVATE_KEY_MISSING = "HUB-756"
    # ---- 76x: what the operating system refuses ----
    PERMISSION_DENIED = "HUB-760"
    SYSTEM_ERROR = "HUB-761"
    STORE_FORBIDDEN = "HUB-762"
    ARGUMENT_NOT_UTF8 = "HUB-763"
    QUEUE_FORBIDDEN = "HUB-764"
    # ---- 77x: settling a dispute ----
    NOT_DISPUTED = "HUB-770"
    NO_RETURNED_DATA = "HUB-771"
    NOTHING_TO_SETTLE = "HUB-772"
    NUMBER_NOT_OPEN = "HUB-773"
    SETTLED_VALUE_MALFORMED = "HUB-774"
    DISPUTED_ELSEWHERE = "HUB-775"
    # ---- 78x: the store, its clock and the workers ----
    CLOCKS_APART = "HUB-780"
    CLOCK_BEHIND = "HUB-781"
    STORE_NEWER = "HUB-782"
    STORE_DAMAGED = "HUB-783"
    STORE_LOCKED = "HUB-784"
    STORE_NOT_DURABLE = "HUB-785"
    WORKER_SILENT = "HUB-786"

    meaning: Meaning

    def __new__(cls, text: str) -> Self:
        """A code without a meaning cannot be declared (KeyError)."""
        code = str.__new__(cls, text)
        code._value_ = text
        code.meaning = MEANINGS[text]
        return code

    @classmethod
    def of(cls, text: str) -> "Code | None":
        """The code that a text is; None for the code of a newer hub."""
        return _BY_TEXT.get(text)

    @property
    def number(self) -> str:
        """Its three digits, of which the first names its section."""
        return self.value[-3:]

    def filled(self, names: Mapping[str, object]) -> Explanation:
        """Its sentence in both languages with these values in their places."""
        return self.meaning.filled(names)

    @property
    def exit(self) -> ExitCode:
        """The exit code of a verb that ends with it."""
        return self.meaning.exit

    @property
    def is_failure(self) -> bool:
        """Whether a check that reports it has failed; else it is a warning."""
        return self.meaning.kind is Kind.FAILURE

    @property
    def is_about_a_form(self) -> bool:
        """Whether it is one of 2xx: the content cannot become, or is not, a valid message."""
        return self.number.startswith("2")

    @property
    def is_missing_value(self) -> bool:
        """Whether a value is required and there is none."""
        return self is Code.VALUE_MISSING

    @property
    def is_about_a_value(self) -> bool:
        """Whether one value is missing or wrong, in a way that is the same under any name of its field."""
        return self in _ABOUT_A_VALUE

    @property
    def is_about_a_certificate(self) -> bool:
        """Whether no certificate was found that was valid at that time: at another time there may be one."""
        return self in (Code.CERTIFICATE_NOT_REGISTERED, Code.CERTIFICATE_NOT_VALID)

    @property
    def is_unverified_sender(self) -> bool:
        """Whether nobody vouches for who sent it: nobody may release it."""
        return self is Code.SENDER_NOT_VERIFIED

    @property
    def is_delivery_limit(self) -> bool:
        """Whether workers, or the queue, gave it up after too many deliveries."""
        return self is Code.DELIVERY_LIMIT_REACHED

    @property
    def forbids_resending(self) -> bool:
        """Whether a message must not be sent again because of it."""
        return self in _FORBIDS_RESENDING


_BY_TEXT: Final[Mapping[str, Code]] = {code.value: code for code in Code}
_ABOUT_A_VALUE: Final = frozenset(
    {Code.VALUE_MISSING, Code.WRONG_FORMAT, Code.WRONG_LENGTH, Code.NOT_IN_CODE_LIST, Code.OUT_OF_RANGE}
)
_FORBIDS_RESENDING: Final = frozenset(
    {Code.ALREADY_ANSWERED, Code.ROUND_OVER, Code.PAYMENT_NOT_DEDUPLICATED, Code.STILL_IN_OUTBOX}
)
