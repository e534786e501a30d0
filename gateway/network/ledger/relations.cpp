#include "gateway/network/ledger/relations.h"

#include "gateway/network/ledger/enter_record.h"
#include "generated/messages/ledger.h"

#include <fmt/format.h>

namespace renkei::ledger {

using sharing::StatedRelation;

template <>
struct Kind<StatedRelation> {
    static constexpr auto list = &store::PersonRecords::relations;
    static constexpr diag::Message unknown = message::relation_unknown;
    static constexpr auto organisation = &StatedRelation::organisation;
    static std::string query(const StatedRelation& it) {
        return fmt::format("relation={}&kind={}&organisation={}", it.id, sharing::word_of(it.kind),
                           policy::to_text(it.organisation));
    }
    static diag::Result<void> check_open(const StatedRelation&, const Act<StatedRelation>&) { return {}; }
    static diag::Result<void> check(const StatedRelation& it, const store::PersonRecords& /*records*/,
                                    base::Millis /*now*/) {
        if (it.kind != sharing::RelationKind::gives_care_service && !it.until) { // it is for one application
            return diag::fail(message::relation_endless, {});
        }
        TRY_VOID(check_period(it.from, it.due));
        return check_period(it.from, it.until);
    }
    static diag::Result<void> check_among(const StatedRelation& it, const store::PersonRecords& records) {
        for (const auto& [person, other, order] : records.relations) {
            const bool is_same =
                other.kind == it.kind && other.organisation == it.organisation && other.insurer == it.insurer;
            const bool is_void = other.until && *other.until < other.from;
            if (is_same && !is_void && overlap(it, other)) {
                return diag::fail(message::relation_doubled, {},
                                  {policy::to_text(other.organisation), other.id, other.from.text()});
            }
        }
        return {};
    }
};
template diag::Result<StatedRelation> enter(store::Store&, const Act<StatedRelation>&, const Subject&,
                                            StatedRelation, PeerChange*);

diag::Result<StatedRelation> end_relation(store::Store& store, const seal::Hash& person, std::string_view id,
                                          const Make<StatedRelation>& make, PeerChange* peer) {
    const auto ended = [&](const StatedRelation& before,
                           const store::PersonRecords& records) -> diag::Result<StatedRelation> {
        TRY(const StatedRelation after, make(before, records));
        if (before.until && (!after.until || *before.until <= *after.until)) {
            return diag::fail(message::relation_ended_before, {}, {before.id, before.until->text()});
        }
        if (after.until && *after.until < day_before(before.from)) {
            return diag::fail(message::moment_before, {}, {"end", after.until->text(), before.from.text()});
        }
        return after;
    };
    return change<StatedRelation>(store, relation_end, person, id, ended, peer);
}

} // namespace renkei::ledger
