#include "gateway/network/registry/relations.h"

#include "gateway/network/registry/changes.h"
#include "gateway/network/registry/organisation_records.h"
#include "gateway/network/store/uuid7.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

namespace renkei::registry {
namespace {

namespace message = diag::message;

using sharing::StatedRelation;
using KeptRelation = store::Kept<StatedRelation>;

diag::Result<void> check_single_relation(const store::PersonRecords& records,
                                         const StatedRelation& relation) {
    for (const auto& [person, other, order] : records.relations) {
        const bool is_same = other.kind == relation.kind && other.organisation == relation.organisation &&
                             other.insurer == relation.insurer;
        const bool is_void = other.until && *other.until < other.from;
        if (is_same && !is_void && overlap(relation, other)) {
            return diag::fail(message::relation_doubled, {},
                              {policy::to_text(other.organisation), other.id, other.from.text()});
        }
    }
    return {};
}

RecordEvent relation_event(audit::Action action, std::string_view interaction, const StatedRelation& relation,
                           std::string_view changed = {}) {
    return {action, std::string(interaction),
            fmt::format("relation={}&kind={}&organisation={}{}{}", relation.id,
                        sharing::word_of(relation.kind), policy::to_text(relation.organisation),
                        changed.empty() ? "" : "&changed=", changed)};
}

} // namespace

diag::Result<StatedRelation> add_relation(store::Store& store, const Subject& subject,
                                          StatedRelation relation) {
    const base::Millis now = store.clock().now();
    relation.id = store::new_uuid7(now);
    relation.insurer = subject.insurer;
    TRY_VOID(check_period(relation.from, relation.until));
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const std::string about, peer_of_office(transaction, relation.organisation));
        TRY(const store::PersonRecords records,
            store::person_records(transaction, subject.person, subject.insurer));
        TRY_VOID(check_addable(records, subject.insurer, now));
        TRY_VOID(check_single_relation(records, relation));
        TRY_VOID(store::put_insured(transaction, subject.person, subject.insurer));
        TRY_VOID(store::put(transaction, KeptRelation{subject.person, relation}));
        return audit_record(transaction, subject.person, about, now,
                            relation_event(audit::Action::create, "relation-add", relation));
    }));
    return relation;
}

diag::Result<StatedRelation> end_relation(store::Store& store, const seal::Hash& person, std::string_view id,
                                          const time::Date& last) {
    const base::Millis now = store.clock().now();
    StatedRelation out;
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const store::PersonRecords records, store::person_records(transaction, person, {}));
        TRY(const KeptRelation kept, find_kept(records.relations, id, message::relation_unknown));
        out = kept.record;
        if (out.until && *out.until <= last) {
            return diag::fail(message::relation_ended_before, {}, {out.id, out.until->text()});
        }
        if (last < day_before(out.from)) {
            return diag::fail(message::moment_before, {}, {"end", last.text(), out.from.text()});
        }
        out.until = last;
        const std::optional<time::Date> before = kept.record.until;
        Changes changes;
        changes.note("until", before, out.until);
        TRY_VOID(store::put(transaction, KeptRelation{kept.person, out}));
        TRY(const std::string about, peer_id_of(transaction, out.organisation));
        return audit_record(transaction, kept.person, about, now,
                            relation_event(audit::Action::update, "relation-end", out, changes.text()));
    }));
    return out;
}

} // namespace renkei::registry
