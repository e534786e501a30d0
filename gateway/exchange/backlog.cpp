#include "gateway/exchange/backlog.h"

#include "gateway/exchange/ending.h"
#include "gateway/exchange/patience.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <ranges>

namespace renkei::exchange {
namespace {

using store::Delivery;
using store::DeliveryQuery;
using store::DeliveryState;

diag::Result<std::size_t> change_page(store::Store& store, const std::vector<Delivery>& wanted, const Change& change) {
    std::size_t out = 0;
    const diag::Result<void> written = store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        out = 0; // the job may run again
        for (const Delivery& delivery : wanted) {
            TRY(std::optional<Delivery> row, transaction.delivery(delivery.id));
            if (row && row->state == delivery.state) { // nobody has claimed it meanwhile
                TRY(const bool is_changed, change(transaction, std::move(*row)));
                out += is_changed ? 1U : 0U;
            }
        }
        return {};
    });
    return written ? diag::Result<std::size_t>(out) : tl::make_unexpected(written.error());
}

DeliveryQuery waiting_for(const std::string& peer) { return {.peer = peer, .states = {DeliveryState::waiting}}; }

} // namespace

diag::Result<Walked> change_each(store::Store& store, DeliveryQuery query, const Wanted& is_wanted, const Change& change) {
    constexpr std::uint32_t page_size = 500;
    query.limit = page_size;
    Walked out;
    while (true) {
        TRY(const std::vector<Delivery> page,
            store.read_value<std::vector<Delivery>>([&](const store::Snapshot& snapshot) { return snapshot.deliveries(query); }));
        std::vector<Delivery> wanted;
        std::ranges::copy_if(page, std::back_inserter(wanted), is_wanted);
        std::size_t changed = 0;
        if (!wanted.empty()) {
            TRY(changed, change_page(store, wanted, change));
        }
        out.seen += page.size();
        out.changed += changed;
        if (page.size() < page_size) {
            return out;
        }
        query.after = page.back().id;
    }
}

diag::Result<std::size_t> bring_forward(store::Store& store, const std::string& peer, base::Millis now) {
    const auto bring = [&](store::Transaction& transaction, Delivery row) -> diag::Result<bool> {
        row.due = std::min(row.due, now);
        row.reason.clear(); // nothing is in the way any more
        TRY_VOID(transaction.update(row));
        return true;
    };
    TRY(const Walked walked, change_each(store, waiting_for(peer), [&](const Delivery& delivery) { return delivery.due > now || !delivery.reason.empty(); }, bring));
    return walked.changed;
}

diag::Result<GivenUp> give_up(store::Store& store, const std::string& peer, base::Millis now, const Schedule& schedule) {
    TRY(const base::Millis from, store.read_value<base::Millis>([&](const store::Snapshot& snapshot) { return counted_from(snapshot, peer); }));
    constexpr std::size_t some = 20;
    std::map<std::string, Delivery> first; // by id: a job that runs again tells of none twice
    const auto end = [&](store::Transaction& transaction, Delivery row) -> diag::Result<bool> {
        TRY(const bool is_still_over, has_waited_too_long(transaction, row, now, schedule)); // the peer may have been revoked, or let in again
        if (is_still_over) {
            TRY(Delivery dead, record_given_up(transaction, std::move(row), now));
            if (first.size() < some) {
                first.insert_or_assign(dead.id, dead);
            }
        }
        return is_still_over;
    };
    const auto is_over = [&](const Delivery& delivery) { return has_waited_too_long(delivery, from, now, schedule); };
    TRY(const Walked walked, change_each(store, waiting_for(peer), is_over, end));
    GivenUp out{.dead = walked.changed, .left = walked.seen - walked.changed};
    std::ranges::copy(first | std::views::values, std::back_inserter(out.first));
    return out;
}

} // namespace renkei::exchange
