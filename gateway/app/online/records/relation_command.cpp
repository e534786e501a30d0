// renkei relation: what organisations are to persons because the insurer says so.
#include "gateway/app/online/records/record_acts.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/network/ledger/relations.h"

#include <array>

namespace renkei::online {
namespace {

using sharing::RelationKind;
using sharing::StatedRelation;

diag::Result<StatedRelation> relation_of(const Asked& asked, base::Millis now) {
    TRY_VOID(asked.need({"--kind"}));
    StatedRelation out{.kind = asked.word<RelationKind>("--kind")};
    if (out.kind == RelationKind::board_case) { // a case is read for a limited time
        TRY_VOID(asked.need({"--until"}));
    }
    TRY(out.organisation, read_number(asked.text("--organisation"), "--organisation"));
    TRY(out.from, asked.day("--from", now));
    TRY(out.until, asked.day("--until"));
    TRY(out.due, asked.day("--due"));
    return out;
}

ExitResult add_relation(const Asked& asked) {
    const auto say = [&](const store::Store& store, const StatedRelation& it) {
        return insurer_notices(store, it.insurer, asked.language());
    };
    return enter_asked(asked, ledger::relation_add, asked.sentence(), &relation_of, say);
}

ExitResult end_relation(const Asked& asked) {
    const auto end = [&](store::Store& store, const seal::Hash& person, const time::Date& day) {
        return ledger::end_relation(store, person, asked.of.id, day);
    };
    return change_on_day(asked, end, no_notices);
}

ExitResult list_relations(const Asked& asked) {
    TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, asked.language()));
    TRY(const store::PersonRecords records, named.records("relation-list"));
    const auto& list = records.relations;
    const auto line_of = [&](std::size_t i) {
        const StatedRelation& it = list[i].record;
        const std::string start = fmt::format("{} {} {} {}", it.id, policy::to_text(it.organisation),
                                              it.from.text(), sharing::word_of(it.kind));
        return diag::on_one_line(start + column("until", it.until) + column("insurer", it.insurer));
    };
    return print_records(list, records, asked.of.format, asked.sentence(), asked.language(), line_of,
                         [&](std::size_t i) { return sharing::to_json(list[i].record); });
}

constexpr std::array<ActCode, 3> relation_acts{
    {{"add", &add_relation}, {"end", &end_relation}, {"list", &list_relations}}};

} // namespace

const RecordKind relation_kind{"relation", relation_acts};

} // namespace renkei::online
