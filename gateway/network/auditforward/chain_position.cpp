#include "gateway/network/auditforward/chain_position.h"

#include "gateway/network/store/audit/audit_chain.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace renkei::auditforward {
namespace {

constexpr std::size_t bytes_at_once = 4U << 20;

std::string setting_name(std::string_view target, std::string_view node) {
    return fmt::format("audit_forward/{}/{}", target, node);
}

std::string to_text(const ChainPosition& position) {
    return fmt::format("{} {}", position.sequence, seal::to_hex(position.hash));
}

// What cannot be read is no position: everything is sent again.
std::optional<ChainPosition> parse_position(std::string_view text) {
    ChainPosition out;
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, out.sequence);
    if (problem != std::errc() || stop == end || *stop != ' ') {
        return std::nullopt;
    }
    const std::optional<seal::Hash> hash =
        seal::hash_of_hex(text.substr(static_cast<std::size_t>(stop - text.data()) + 1));
    if (!hash) {
        return std::nullopt;
    }
    out.hash = *hash;
    return out;
}

diag::Result<bool> has_event(const store::Snapshot& snapshot, std::string_view node,
                             const ChainPosition& position) {
    bool out = position.sequence == 0;
    if (!out) {
        TRY_VOID(snapshot.audit(
            [&](const store::AuditRow& row) {
                out = row.node == node && row.sequence == position.sequence && row.hash == position.hash;
                return false;
            },
            {std::string(node), position.sequence - 1}));
    }
    return out;
}

} // namespace

diag::Result<PendingEvents> pending_events(const store::Snapshot& snapshot, std::string_view target,
                                           std::string_view node, std::size_t limit) {
    PendingEvents out;
    TRY(out.recorded, snapshot.setting(setting_name(target, node)));
    TRY(const ChainPosition end, store::audit_end_of(snapshot, node));
    out.end = end.sequence;
    const std::optional<ChainPosition> known =
        out.recorded.empty() ? ChainPosition{} : parse_position(out.recorded);
    TRY(const bool is_there, has_event(snapshot, node, known.value_or(ChainPosition{})));
    out.is_replaced = !known || !is_there;
    out.from = out.is_replaced ? ChainPosition{} : *known;
    if (limit == 0 || out.waiting() == 0) {
        return out;
    }
    std::size_t bytes = 0;
    TRY_VOID(snapshot.audit(
        [&](const store::AuditRow& row) {
            if (row.node != node) {
                return false;
            }
            bytes += row.event.size();
            if (!out.rows.empty() && bytes > bytes_at_once) {
                return false;
            }
            out.rows.push_back(row);
            return out.rows.size() < limit;
        },
        {std::string(node), out.from.sequence}));
    return out;
}

diag::Result<bool> advance(store::Transaction& transaction, std::string_view target, std::string_view node,
                           const std::string& recorded, const ChainPosition& to) {
    const std::string name = setting_name(target, node);
    TRY_VOID(transaction.lock(name + "/changed_by_one_at_a_time"));
    TRY(const std::string now, transaction.setting(name));
    if (now != recorded) {
        return false;
    }
    TRY_VOID(transaction.set(name, to_text(to)));
    return true;
}

} // namespace renkei::auditforward
