/* The hub's protocol for one document that goes to two parties in turn (docs/model.md).

   Every step of a worker is atomic, as a transaction or a call to the broker is. `@ file:name` says which code a step
   stands for. FAULTS faults may happen, at any moment and in any mix: a crash, a pause, a message or confirmation that
   is lost, a submission, message or receipt that comes again. Besides, one worker may die for good, a forged receipt
   may come, and an older backup may be restored. A run ends when nothing more can happen; then the promises about the
   end are checked. `-DNAME` plants a bug. */

#ifndef FAULTS
#define FAULTS 2
#endif

/* ---- statuses by rank: of round 0 they are 1, 2, 3, of round 1 they are 4, 5, 6 ---------------------------------- */
#define OPENED(r)     (3 * (r) + 1)
#define DISPATCHED(r) (3 * (r) + 2)
#define RECEIVED(r)   (3 * (r) + 3)
#define AGREED        7
#define REFUSED       8

/* ---- deliveries: receipts 0 to 4, and the submission; bit k of a set of receipts is receipt k -------------------- */
#define TECHNICAL(r) (2 * (r))
#define DECISION(r)  (2 * (r) + 1)
#define FORGED       4          /* the decision that the document waits for, without a valid signature */
#define SUBMISSION   5
#define NOTHING      6
#define BIT(k)       (1 << (k))
#define ANSWERS(r)   (BIT(TECHNICAL(r)) | BIT(DECISION(r)))
#define add(set, k)    set = set | BIT(k)
#define remove(set, k) set = set & ~BIT(k)

/* ---- promises: the assertion of one that is broken prints its number --------------------------------------------- */
#define ONE_ID       1
#define ONE_CONTENT  2
#define ONLY_SAID    3
#define COMMITTED    4
#define NEVER_LOST   5
#define SAME_STATUS  6
#ifndef EXCEPT
#define EXCEPT       0          /* the promise that is not checked: does another one find the bug too? */
#endif
#define promise(name, holds) if :: (holds) || name == EXCEPT :: else -> assert(!name) fi

typedef Store {                 /* what transactions commit, and a backup holds */
    unsigned status : 4;        /* 0: the document is not known */
    unsigned round : 1;
    byte id[2];                 /* of each round's message; 0: not written */
    byte content[2];            /* its signed bytes; 0: not signed */
    byte outbox[2];             /* the owner of its row; 0: no row. Owners are 1 and 2 */
    byte to_sign[2];
    byte parked                 /* receipts that wait for the message that they answer */
};
Store store, backup;

typedef Memory {                /* what a crash forgets */
    byte has = NOTHING;         /* the delivery in its hands */
    bool has_committed;         /* the transaction that keeps it */
    byte promised;              /* rounds whose message it publishes from memory */
    byte under_way;             /* rounds whose message it has published without a confirmation */
    byte arrived;               /* those that the broker has taken */
    byte has_signed             /* rounds whose message its lanes have signed, and no transaction has recorded */
};
Memory worker[2];
bool is_dead[2];

byte faults = FAULTS;
bool submitted = true;          /* the portal's queue holds the submission, once or more often */
byte receipts;                  /* the queue of the parties' receipts, each once or more often */
bool is_restored;
byte got;                       /* rounds whose message its party has received and answered */
byte verdict;                   /* what the last party has decided */
byte sent_id[2], sent_content[2];  /* of each round's message, as it first left the hub */
byte last_id = 2;               /* for planted bugs */

mtype = {in_file, on_token, on_card};
mtype key;  /* signs at once; later, the same bytes each time (RSA); later, other bytes each time (ECDSA) */
#define SIGNATURE(w) (key == on_card -> (w) + 1 : 1)
#define may_differ   (key == on_card && is_restored)  /* docs/backup.md: "The same bytes" */

/* ---- parts of transactions --------------------------------------------------------------------------------------- */

inline promise_message(w, r) {  /* @ hub/model/books/post.py:Post.promise_message */
    store.outbox[r] = w + 1;
    add(worker[w].promised, r)
}

inline new_id(r) { last_id++; store.id[r] = last_id }

/* @ hub/effects/sign_message.py:sign_now_or_later  @ hub/model/identity.py:message_id */
inline write_message(w, r) {
#ifdef RANDOM_ID
    new_id(r);
#else
    store.id[r] = r + 1;        /* follows from the document and the round, so it is the same in every store */
#endif
    if
    :: key == in_file -> store.content[r] = 1; promise_message(w, r)
    :: else -> store.to_sign[r] = w + 1
    fi
}

inline move(to) {               /* @ hub/model/lifecycle.py:Lifecycle.judge  @ hub/effects/move_status.py:move_status */
#ifdef NO_RANK
    store.status = to;
#else
    if :: to > store.status -> store.status = to :: else fi;
#endif
}

/* @ hub/stages/apply_receipt.py:apply_receipt  @ hub/stages/correlate.py:original_of  @ hub/stages/follow.py:follow */
inline apply(w, k) {
    if
#ifndef OLD_ROUND
    :: (k) / 2 < store.round    /* late: an observation */
#endif
    :: sent_content[(k) / 2] != store.content[(k) / 2]  /* it answers other bytes: quarantine, HUB-411 */
    :: else ->
        if
        :: (k) % 2 == 0 ->
            promise(ONLY_SAID, got & BIT(store.round));
            move(RECEIVED(store.round))
        :: else ->
            promise(ONLY_SAID, got & BIT(store.round));
            if
            :: store.round == 0 -> store.round = 1; move(OPENED(1)); write_message(w, 1)
            :: else -> move(verdict)
            fi
        fi
    fi
}

#define is_written(k) (store.content[(k) / 2] != 0)
#define is_awaited(k) ((store.parked & BIT(k)) && is_written(k))

inline match_parked(w) {        /* @ hub/flow/waiting.py:Waiting.match: in any order, and again for what follows */
    do
    :: is_awaited(0) -> remove(store.parked, 0); apply(w, 0)
    :: is_awaited(1) -> remove(store.parked, 1); apply(w, 1)
    :: is_awaited(2) -> remove(store.parked, 2); apply(w, 2)
    :: is_awaited(3) -> remove(store.parked, 3); apply(w, 3)
    :: else -> break
    od
}

/* ---- the steps of a worker: transactions and calls ---------------------------------------------------------------- */

inline record(w) {              /* @ hub/flow/submission.py:SubmissionLine.run  @ hub/flow/reply.py:ReplyLine.run */
    worker[w].has_committed = true;
    if
    :: worker[w].has == SUBMISSION && store.status == 0 -> move(OPENED(0)); write_message(w, 0); match_parked(w)
    :: worker[w].has == SUBMISSION && store.status != 0  /* a repeat: the first answer once more */
#ifdef UNVERIFIED
    :: worker[w].has == FORGED && store.status != 0 -> apply(w, DECISION(store.round))
#endif
    :: worker[w].has == FORGED  /* @ hub/effects/quarantine.py:quarantine */
    :: worker[w].has < FORGED && is_written(worker[w].has) -> apply(w, worker[w].has); match_parked(w)
    :: worker[w].has < FORGED && !is_written(worker[w].has) ->
#ifdef NO_PARKING
        worker[w].has_committed = false
#else
        add(store.parked, worker[w].has)  /* @ hub/effects/keep_received.py:park */
#endif
    fi
}

inline take(w) {                /* before the commit it has changed nothing: a crash till then is one before it took */
    if
    :: submitted -> submitted = false; worker[w].has = SUBMISSION
    :: receipts & BIT(0) -> remove(receipts, 0); worker[w].has = 0
    :: receipts & BIT(1) -> remove(receipts, 1); worker[w].has = 1
    :: receipts & BIT(2) -> remove(receipts, 2); worker[w].has = 2
    :: receipts & BIT(3) -> remove(receipts, 3); worker[w].has = 3
    :: receipts & BIT(4) -> remove(receipts, 4); worker[w].has = 4
    fi
}

inline acknowledge(w) {         /* @ hub/flow/worker.py:Worker.acknowledge */
    promise(COMMITTED, worker[w].has_committed)
}

/* What waits in a queue is late, and nobody sees the difference: so the party receives at once, and its receipts wait.
   It knows a message by its id, and answers a repeated one again or not. */
inline receive(r) {
    promise(ONE_ID, !sent_id[r] || sent_id[r] == store.id[r]);
    promise(ONE_CONTENT, !sent_content[r] || sent_content[r] == store.content[r] || may_differ);
    if
    :: got & BIT(r)
    :: receipts = receipts | ANSWERS(r)
    fi;
    if
    :: got & BIT(r)
    :: else ->
        add(got, r); sent_id[r] = store.id[r]; sent_content[r] = store.content[r];
        if
        :: r == 1 -> verdict = AGREED
        :: r == 1 -> verdict = REFUSED
        :: r == 0
        fi
    fi
}

#define may_publish(w, r) \
    ((worker[w].promised & BIT(r)) || (store.outbox[r] == w + 1 && !(worker[w].under_way & BIT(r)) && !worker[w].promised))

/* From memory or from the store: @ hub/flow/dispatch.py:DispatchLine.promise  @ hub/flow/dispatch.py:DispatchLine.pick_up
   A worker that was paused may publish what it no longer owns: it may have looked just before. */
inline publish(w, r) {
    remove(worker[w].promised, r);
    add(worker[w].under_way, r);
#ifdef DELETE_FIRST
    store.outbox[r] = 0;
#endif
    if
    :: add(worker[w].arrived, r); receive(r)
    :: faults > 0 -> faults--   /* the broker dies with it */
    fi
}

#define is_confirmed(w, r) (worker[w].arrived & BIT(r))
#define is_returned(w, r)  ((worker[w].under_way & BIT(r)) && !is_confirmed(w, r))

inline forget(w, r) { remove(worker[w].under_way, r); remove(worker[w].arrived, r) }

inline confirm(w, r) {          /* @ hub/flow/dispatch.py:DispatchLine.settle */
    forget(w, r);
    if
    :: store.outbox[r] ->
        store.outbox[r] = 0;
        if :: r == store.round -> move(DISPATCHED(r)) :: else fi
    :: else                     /* another worker took the row over and recorded it */
    fi
}

#define owns(v) (store.outbox[0] == v + 1 || store.outbox[1] == v + 1 || store.to_sign[0] == v + 1 || store.to_sign[1] == v + 1)
#define reassign(row, v, w) row = (row == v + 1 -> w + 1 : row)

inline adopt(v, w) {            /* @ hub/flow/heartbeat.py:Heartbeat.beat  @ adapters/store/outbox.py:SqlOutbox.reassign */
#ifdef ADOPTED_ANEW
    if :: store.outbox[0] == v + 1 -> new_id(0) :: else fi;
#endif
    reassign(store.outbox[0], v, w);
    reassign(store.outbox[1], v, w);
    reassign(store.to_sign[0], v, w);
    reassign(store.to_sign[1], v, w)
}

#define may_sign(w, r) (store.to_sign[r] == w + 1 && !(worker[w].has_signed & BIT(r)))

inline record_signature(w, r) { /* @ hub/flow/signing.py:SigningLine.run */
    remove(worker[w].has_signed, r);
    if
#ifdef TWO_SIGNATURES
    :: true ->
#else
    :: store.to_sign[r] ->
#endif
        store.to_sign[r] = 0;
        store.content[r] = SIGNATURE(w);  /* @ hub/effects/keep_sent.py:keep_sent */
        promise_message(w, r);
        match_parked(w)
#ifndef TWO_SIGNATURES
    :: else                     /* another worker was faster */
#endif
    fi
}

inline crash(w) {               /* what was taken and not acknowledged goes back to its queue */
    if
#ifdef ACKNOWLEDGED_FIRST
    :: true
#else
    :: worker[w].has == SUBMISSION -> submitted = true
    :: worker[w].has <= FORGED -> add(receipts, worker[w].has)
    :: worker[w].has == NOTHING
#endif
    fi;
    worker[w].has = NOTHING;
    worker[w].has_committed = false;
    worker[w].promised = 0;
    worker[w].under_way = 0;
    worker[w].arrived = 0;
    worker[w].has_signed = 0
}

#ifdef ACKNOWLEDGED_FIRST
#define begin  acknowledge
#define finish record
#else
#define begin  record
#define finish acknowledge
#endif
#define idle(w) (worker[w].has == NOTHING && !worker[w].promised)  /* it publishes at once what it has committed */
#define is_unanswered(r) (store.round == r && store.status < AGREED && store.content[r] && !store.outbox[r])
#define in_memory(w) (worker[w].has != NOTHING || worker[w].promised || worker[w].under_way || worker[w].has_signed)
#ifdef NO_ADOPTION
#define may_adopt(w) false
#else
#define may_adopt(w) (owns(1 - w) && (is_dead[1 - w] || faults > 0))
#endif

proctype Worker(byte w) {       /* @ hub/flow/worker.py:Worker.run */
end: do
    :: atomic { idle(w) && (submitted || receipts) -> take(w); begin(w) }
    :: atomic { worker[w].has != NOTHING -> finish(w); worker[w].has = NOTHING; worker[w].has_committed = false }
    :: atomic { worker[w].has == NOTHING && may_publish(w, 0) -> publish(w, 0) }
    :: atomic { worker[w].has == NOTHING && may_publish(w, 1) -> publish(w, 1) }
    :: atomic { idle(w) && is_confirmed(w, 0) -> confirm(w, 0) }
    :: atomic { idle(w) && is_confirmed(w, 1) -> confirm(w, 1) }
    :: atomic { idle(w) && is_returned(w, 0) -> forget(w, 0) }  /* @ hub/flow/outbox_poller.py:OutboxPoller.again */
    :: atomic { idle(w) && is_returned(w, 1) -> forget(w, 1) }
    :: atomic { idle(w) && faults > 0 && is_confirmed(w, 0) -> faults--; forget(w, 0) }  /* the confirmation is lost */
    :: atomic { idle(w) && faults > 0 && is_confirmed(w, 1) -> faults--; forget(w, 1) }
    :: atomic { may_sign(w, 0) -> add(worker[w].has_signed, 0) }  /* @ hub/flow/lane.py:Lane.give */
    :: atomic { may_sign(w, 1) -> add(worker[w].has_signed, 1) }
    :: atomic { idle(w) && (worker[w].has_signed & BIT(0)) -> record_signature(w, 0) }
    :: atomic { idle(w) && (worker[w].has_signed & BIT(1)) -> record_signature(w, 1) }
    :: atomic { idle(w) && may_adopt(w) -> faults = (is_dead[1 - w] -> faults : faults - 1); adopt((1 - w), w) }
    /* no answer came in time: @ hub/flow/deadlines.py:DeadlineLine.run */
    :: atomic { idle(w) && faults > 0 && is_unanswered(0) -> faults--; promise_message(w, 0) }
    :: atomic { idle(w) && faults > 0 && is_unanswered(1) -> faults--; promise_message(w, 1) }
    :: atomic { faults > 0 && in_memory(w) -> faults--; crash(w) }  /* and starts again under its name */
    :: atomic { w == 1 && faults > 0 -> faults--; crash(w); is_dead[w] = true; break }  /* for good */
    od
}

/* ---- the others ---------------------------------------------------------------------------------------------------- */

active proctype Senders() {     /* what portals and parties send again, and what somebody forges */
end: do
    :: atomic { faults > 0 && !submitted -> faults--; submitted = true }
    :: atomic { faults > 0 && (got & BIT(0)) -> faults--; add(receipts, TECHNICAL(0)) }
    :: atomic { faults > 0 && (got & BIT(0)) -> faults--; add(receipts, DECISION(0)) }
    :: atomic { faults > 0 && (got & BIT(1)) -> faults--; add(receipts, TECHNICAL(1)) }
    :: atomic { faults > 0 && (got & BIT(1)) -> faults--; add(receipts, DECISION(1)) }
    :: atomic { faults > 0 -> faults--; add(receipts, FORGED) }
    od
}

inline copy(from, to) {
    to.status = from.status; to.round = from.round; to.parked = from.parked;
    to.id[0] = from.id[0]; to.content[0] = from.content[0]; to.outbox[0] = from.outbox[0]; to.to_sign[0] = from.to_sign[0];
    to.id[1] = from.id[1]; to.content[1] = from.content[1]; to.outbox[1] = from.outbox[1]; to.to_sign[1] = from.to_sign[1]
}

#ifdef RESTORE
active proctype Operator() {    /* docs/backup.md: all workers stop; then portals and parties send again, in any order */
end:
    do
    :: atomic { store.status -> copy(store, backup); break }
    :: break                    /* the backup is older than the document */
    od;
end2:
    atomic { store.status -> crash(0); crash(1); copy(backup, store); is_restored = true; submitted = true;
        receipts = receipts | (got & BIT(0) -> ANSWERS(0) : 0) | (got & BIT(1) -> ANSWERS(1) : 0) }
}
#endif

#define nothing_waits (!owns(0) && !owns(1))

active proctype AtTheEnd() {
end: timeout ->
    promise(NEVER_LOST, store.status && nothing_waits && (got & BIT(0)) && (store.round == 0 || (got & BIT(1))));
    promise(SAME_STATUS, (store.status == verdict && !store.parked) || may_differ)
}

init {
#ifdef KEY
    key = KEY;
#else
    if :: key = in_file :: key = on_token :: key = on_card fi;
#endif
    atomic { run Worker(0); run Worker(1) }
}
