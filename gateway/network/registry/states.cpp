#include "gateway/network/registry/states.h"

#include "generated/messages/registry.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace renkei::registry {
namespace {

using sharing::PersonState;
using KeptState = store::Kept<PersonState>;

// Notes the name of a member that changes.
class Changes {
public:
    explicit Changes(std::vector<std::string>& names) : names_(&names) {}
    template <class Value>
    void apply(std::string_view name, const std::optional<Value>& given, Value& value) {
        if (!given || *given == value) {
            return;
        }
        value = *given;
        if (std::ranges::find(*names_, name) == names_->end()) {
            names_->emplace_back(name);
        }
    }

private:
    std::vector<std::string>* names_;
};

} // namespace

diag::Result<ChangedState> change_state(store::Store& store, const Subject& subject,
                                        const StateChange& change) {
    const base::Millis now = store.clock().now();
    if (change.died && *change.died) {
        TRY_VOID(check_past("death", **change.died, now));
    }
    ChangedState out;
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        out = {}; // the job may run again
        TRY_VOID(store::lock_records(transaction));
        TRY(store::PersonRecords records,
            store::person_records(transaction, subject.person, subject.insurer));
        if (std::ranges::find(records.states, subject.person, &KeptState::person) == records.states.end()) {
            records.states.push_back({subject.person, {.insurer = subject.insurer}});
        }
        Changes changes(out.changed);
        for (KeptState& kept : records.states) {
            const PersonState before = kept.record;
            changes.apply("hidden", change.hidden, kept.record.hidden);
            changes.apply("died", change.died, kept.record.died);
            if (kept.person == subject.person) {
                changes.apply("insurer", change.insurer, kept.record.insurer);
                changes.apply("moved-in", change.moved_in, kept.record.moved_in);
                changes.apply("care-level", change.care_level, kept.record.care_level);
            }
            if (kept.record != before) {
                TRY_VOID(store::put(transaction, kept));
            }
        }
        out.state = state_of(records, subject.insurer);
        return out.changed.empty()
                   ? diag::Result<void>()
                   : transaction.audit(event_about(subject.person, now, audit::Action::update, "person-set",
                                                   fmt::format("changed={}", fmt::join(out.changed, ","))));
    }));
    return out;
}

diag::Result<bool> change_insurer(store::Store& store, const std::string& number, const MakeInsurer& make) {
    if (!policy::is_whole({.kind = "insurer", .value = number})) {
        return diag::fail(diag::message::insurer_number_wrong, {}, {number});
    }
    bool is_changed = false;
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const std::optional<sharing::Insurer> before, store::insurer(transaction, number));
        TRY(const sharing::Insurer after, make(before.value_or(sharing::Insurer{.number = number})));
        is_changed = !before || after != *before;
        if (!is_changed) {
            return {};
        }
        TRY_VOID(store::put(transaction, after));
        return transaction.audit({.at = store.clock().now(),
                                  .action = audit::Action::update,
                                  .interaction = "insurer-set",
                                  .query = fmt::format("insurer={}", number)});
    }));
    return is_changed;
}

} // namespace renkei::registry
