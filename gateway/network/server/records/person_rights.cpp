#include "gateway/network/server/records/person_rights.h"

#include "gateway/network/audit/event.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/server/conditional.h"
#include "generated/messages/ledger.h"
#include "generated/messages/records.h"
#include "generated/messages/server.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

std::optional<documents::PersonNumber> insured_number(const policy::Identifier& identifier) {
    std::optional<documents::PersonNumber> out = documents::take_apart(identifier);
    return out && out->within.system == policy::number_kind("insurer")->system ? out : std::nullopt;
}

} // namespace

Result<SeenRecords> seen_records(ServerContext& gateway, const policy::Peer& caller,
                                 const store::Snapshot& snapshot, const seal::Hash& person,
                                 std::string_view insurer) {
    TRY(const bool may, ledger::may_have_rights(snapshot, caller, person, insurer));
    SeenRecords out;
    if (!may) {
        return out;
    }
    TRY(out.records, store::person_records(snapshot, person, insurer));
    TRY(out.person, ledger::present_person(snapshot, out.records, insurer, gateway.store().clock().now()));
    out.rights = ledger::rights_of(*gateway.sharing(), caller, out.records, out.person);
    if (out.rights.knows_person()) {
        TRY_VOID(store::check_whole(out.records));
    }
    const auto is_unseen = [&](const auto& kept) { return !out.rights.may_see(kept.record); };
    std::erase_if(out.records.registrations, is_unseen);
    std::erase_if(out.records.consents, is_unseen);
    std::erase_if(out.records.relations, [&](const auto& kept) {
        return is_unseen(kept) || kept.record.insurer != out.person.state.insurer;
    });
    return out;
}

std::string subject_form() {
    const std::optional<policy::Identifier> example =
        documents::put_together({{std::string(documents::person_system("insurer")), "0000000000"},
                                 policy::identifier_of({"insurer", "000000"})});
    return example ? fmt::format("{}|NNNNNN:NNNNNNNNNN", example->system) : std::string();
}

Result<ledger::Subject> subject_of(ServerContext& gateway, std::string_view name,
                                   const policy::Identifier& identifier) {
    const std::optional<documents::PersonNumber> number = insured_number(identifier);
    if (!number) {
        return diag::fail(message::parameter_wrong, {},
                          {std::string(name),
                           documents::shape_of_identifier(identifier.system, identifier.value),
                           subject_form()});
    }
    return ledger::subject_of(gateway.store(), *number, {});
}

policy::Identifier identifier_of_hash(const seal::Hash& person) {
    return {std::string(audit::person_hashes), seal::to_hex(person)};
}

policy::Identifier identifier_in(std::string_view insurer,
                                 const std::optional<sharing::NamedSubject>& subject,
                                 const seal::Hash& person) {
    const std::string number = subject ? subject->number : std::string();
    return documents::put_together({{std::string(documents::person_system("insurer")), number},
                                    policy::identifier_of({"insurer", std::string(insurer)})})
        .value_or(identifier_of_hash(person));
}

Result<bool> is_same_person(ServerContext& gateway, const store::Snapshot& snapshot,
                            const policy::Identifier& identifier, const seal::Hash& person) {
    if (identifier == identifier_of_hash(person)) {
        return true;
    }
    const std::optional<documents::PersonNumber> number = insured_number(identifier);
    if (!number) {
        return false;
    }
    TRY(const std::vector<seal::Hash> linked,
        snapshot.linked_persons(documents::person_hash(gateway.store().search_key(), *number)));
    return std::ranges::find(linked, person) != linked.end();
}

std::string weak_tag(std::string_view version) { return fmt::format("W/\"{}\"", version); }

Result<void> check_version(const Request& request, std::string_view version) {
    return is_known_version(request, weak_tag(version)) ? Result<void>()
                                                        : diag::fail(message::record_moved_on, {});
}

} // namespace renkei::server
