// What a peer leaves behind, and its removal if that is nothing.
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/party_key.h"
#include "gateway/network/store/rows/transaction.h"
#include "generated/messages/policy.h"

namespace renkei::store {

namespace {

// What names a peer, besides the audit.
struct Traces {
    std::uint64_t versions = 0;   // of documents that it sent, or sent as well
    std::uint64_t deliveries = 0; // to it, in any state
};

diag::Result<Traces> traces_of(const Session& session, std::string_view peer) {
    Traces out;
    const auto count_into = [](std::uint64_t& count) {
        return [&count](const SqlRow& row) { count = static_cast<std::uint64_t>(row.integer(0)); };
    };
    TRY_VOID(session.sql.run("SELECT count(*) FROM party WHERE who = $1",
                             {submitter_key(session.shared.keys.search, peer)}, count_into(out.versions)));
    TRY_VOID(
        session.sql.run("SELECT count(*) FROM delivery WHERE peer = $1", {peer}, count_into(out.deliveries)));
    return out;
}

} // namespace

diag::Result<void> Transaction::remove_peer(std::string_view id) {
    TRY(const Traces left, traces_of(*session_, id));
    if (left.versions > 0 || left.deliveries > 0) {
        return diag::fail(diag::message::peer_in_use, {},
                          {std::string(id), std::to_string(left.versions), std::to_string(left.deliveries)});
    }
    TRY_VOID(session_->sql.send("DELETE FROM answer WHERE peer = $1", {id})); // of requests that left nothing
    TRY_VOID(session_->sql.send("DELETE FROM keyed_request WHERE peer = $1 AND document IS NULL", {id}));
    TRY_VOID(session_->sql.send("DELETE FROM draft WHERE peer = $1", {id}));
    TRY_VOID(session_->sql.send("DELETE FROM peer_state WHERE peer = $1", {id}));
    return session_->sql.send("DELETE FROM peer WHERE id = $1", {id});
}

} // namespace renkei::store
