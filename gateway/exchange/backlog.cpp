#include "gateway/exchange/backlog.h"

#include "gateway/exchange/ending.h"

#include <algorithm>
#include <iterator>

namespace renkei::exchange {
namespace {

using store::Delivery;
using store::DeliveryState;

using Wanted = std::function<bool(const Delivery&)>;
using Change = std::function<diag::Result<void>(store::Transaction&, Delivery)>;

struct Walked {
    std::size_t seen = 0;
    std::size_t changed = 0;
};

diag::Result<void> change_page(store::Store& store, const std::vector<Delivery>& wanted, const Change& change) {
    return store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        for (const Delivery& delivery : wanted) {
            TRY(std::optional<Delivery> row, transaction.delivery(delivery.id));
            if (row && row->state == DeliveryState::waiting) { // nobody has claimed it meanwhile
                TRY_VOID(change(transaction, std::move(*row)));
            }
        }
        return {};
    });
}

diag::Result<Walked> walk(store::Store& store, const std::string& peer, const Wanted& is_wanted, const Change& change) {
    constexpr std::uint32_t page_size = 500;
    store::DeliveryQuery query{.peer = peer, .states = {DeliveryState::waiting}, .limit = page_size};
    Walked out;
    while (true) {
        TRY(const std::vector<Delivery> page,
            store.read_value<std::vector<Delivery>>([&](const store::Snapshot& snapshot) { return snapshot.deliveries(query); }));
        std::vector<Delivery> wanted;
        std::ranges::copy_if(page, std::back_inserter(wanted), is_wanted);
        if (!wanted.empty()) {
            TRY_VOID(change_page(store, wanted, change));
        }
        out.seen += page.size();
        out.changed += wanted.size();
        if (page.size() < page_size) {
            return out;
        }
        query.after = page.back().id;
    }
}

} // namespace

diag::Result<std::size_t> bring_forward(store::Store& store, const std::string& peer, base::Millis now) {
    TRY(const Walked walked, walk(
                                 store, peer, [&](const Delivery& delivery) { return delivery.due > now; },
                                 [&](store::Transaction& transaction, Delivery row) {
                                     row.due = now;
                                     return transaction.update(row);
                                 }));
    return walked.changed;
}

diag::Result<GivenUp> give_up(store::Store& store, const std::string& peer, base::Millis now, const Schedule& schedule) {
    TRY(const Walked walked, walk(
                                 store, peer, [&](const Delivery& delivery) { return now - delivery.created >= schedule.give_up_ms; },
                                 [&](store::Transaction& transaction, Delivery row) { return record_given_up(transaction, std::move(row), now); }));
    return GivenUp{.dead = walked.changed, .left = walked.seen - walked.changed};
}

} // namespace renkei::exchange
