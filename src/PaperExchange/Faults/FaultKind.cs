namespace KalshiArb.PaperExchange.Faults;

/// <summary>
/// Ways in which the venue can be nasty. On the wire a kind is its name in snake case; each one says what a delay means for it.
/// </summary>
public enum FaultKind
{
    /// <summary>latency: a request waits (wall time, 250 ms) before anything is done with it.</summary>
    Latency,
    /// <summary>too_many_requests: 429 without a rate limit having been passed.</summary>
    TooManyRequests,
    /// <summary>error_before_accept: 503 (or the given status), nothing was done.</summary>
    ErrorBeforeAccept,
    /// <summary>error_after_accept: a write is carried out, the answer is 503 (or the given status).</summary>
    ErrorAfterAccept,
    /// <summary>html_after_accept: a write is carried out, the answer is a gateway's page with status 502.</summary>
    HtmlAfterAccept,
    /// <summary>timeout_after_accept: a write is carried out, no answer comes, the connection is cut after the delay (wall time, 30 s).</summary>
    TimeoutAfterAccept,
    /// <summary>late_accept: a create is carried out late, up to the delay (market time, 60 s), whether or not the client still waits.</summary>
    LateAccept,
    /// <summary>dropped_reply: a write is carried out and the connection cut instead of an answer.</summary>
    DroppedReply,
    /// <summary>disconnect: a WebSocket connection is cut with the next frame or ping.</summary>
    Disconnect,
    /// <summary>sequence_gap: a frame is withheld; its number is missing where it has one.</summary>
    SequenceGap,
    /// <summary>duplicate_frame: a frame is sent twice.</summary>
    DuplicateFrame,
    /// <summary>reordered_frame: a frame is sent after the next one of its subscription, or with the next ping.</summary>
    ReorderedFrame,
    /// <summary>fill_before_ack: the answer to a create waits (wall time, 300 ms) while its private frames go out.</summary>
    FillBeforeAck,
    /// <summary>ack_before_fill: private frames wait (wall time, 300 ms) while the answer goes out.</summary>
    AckBeforeFill,
    /// <summary>order_before_fill: user_order frames go out before the fills that caused them.</summary>
    OrderBeforeFill,
    /// <summary>fill_without_order: the user_order frames of orders that fill are withheld.</summary>
    FillWithoutOrder,
    /// <summary>stale_read: reads of the account show it as it was some time ago (the delay, market time, 1 s), and user_data_timestamp says about when.</summary>
    StaleRead,
    /// <summary>cancel_not_found: 404 for a cancel that was done.</summary>
    CancelNotFound,
    /// <summary>cancel_all_lingers: orders that arrive within the delay (market time, 60 s) after a cancel-all are accepted and then cancelled.</summary>
    CancelAllLingers,
    /// <summary>reduce_only_refused: reduce_only on an order that may rest is refused.</summary>
    ReduceOnlyRefused,
    /// <summary>past_expiry_immediate: a past expiration_time is taken as immediate-or-cancel.</summary>
    PastExpiryImmediate,
    /// <summary>ids_free_once_closed: the client id of an order that has ended may be used again; without it ids are burned for ever.</summary>
    IdsFreeOnceClosed,
    /// <summary>stranger: somebody else places and cancels small orders through the same account, one each delay (market time, 5 s).</summary>
    Stranger,
    /// <summary>channel_error: a subscription ends with code 10.</summary>
    ChannelError,
    /// <summary>command_timeout: a WebSocket command is answered with code 18 and not carried out.</summary>
    CommandTimeout,
}
