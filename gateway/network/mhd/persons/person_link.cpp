#include "gateway/network/mhd/persons/person_link.h"

#include "generated/messages/documents.h"

#include <fmt/format.h>

namespace renkei::mhd {
namespace {

using documents::PersonNumber;
using store::Hash;

// "insurer:NNNNNN|NUMBER": how to write a number of this system together with what it is within; empty: it
// needs nothing.
std::string forms_within(std::string_view system) {
    std::string out;
    for (const policy::NumberKind& kind : policy::number_kinds()) {
        if (documents::person_system(kind.name) == system) {
            out += fmt::format("{}{}:{}|NUMBER", out.empty() ? "" : ", ", kind.name,
                               std::string(kind.digits, 'N'));
        }
    }
    return out;
}

using Change = diag::Result<bool> (store::Transaction::*)(const Hash&, const Hash&);

diag::Result<bool> change(store::Store& store, const PersonNumber& a, const PersonNumber& b, Change how,
                          std::string_view interaction, const AfterLink& then = {}) {
    const Hash of_a = documents::person_hash(store.search_key(), a);
    const Hash of_b = documents::person_hash(store.search_key(), b);
    bool changed = false;
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(changed, (transaction.*how)(of_a, of_b));
        if (!changed) {
            return {};
        }
        if (then) {
            TRY_VOID(then(transaction));
        }
        return transaction.audit({.at = store.clock().now(),
                                  .action = audit::Action::update,
                                  .interaction = std::string(interaction),
                                  .person = seal::to_hex(of_a),
                                  .query = seal::to_hex(of_b)});
    }));
    return changed;
}

} // namespace

diag::Result<PersonNumber> read_person(std::string_view text) {
    std::optional<PersonNumber> person = documents::parse_person(text);
    if (!person) {
        return diag::fail(message::person_number_wrong, {},
                          {documents::person_forms, documents::shape_of_person(text)});
    }
    return *std::move(person);
}

diag::Result<void> check_linkable(const PersonNumber& person) {
    const std::string forms =
        person.within.value.empty() ? forms_within(person.number.system) : std::string();
    if (!forms.empty()) {
        return diag::fail(message::person_ambiguous, {}, {forms});
    }
    return {};
}

diag::Result<bool> link_persons(store::Store& store, const PersonNumber& a, const PersonNumber& b,
                                const AfterLink& then) {
    TRY_VOID(check_linkable(a));
    TRY_VOID(check_linkable(b));
    return change(store, a, b, &store::Transaction::link, "person-link", then);
}

diag::Result<bool> unlink_persons(store::Store& store, const PersonNumber& a, const PersonNumber& b) {
    return change(store, a, b, &store::Transaction::unlink, "person-unlink");
}

} // namespace renkei::mhd
