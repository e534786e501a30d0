#include "gateway/network/mhd/persons/person_link.h"

#include "gateway/network/documents/request_event.h"
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

} // namespace

diag::Result<bool> change_link(store::Transaction& transaction, const store::Store& store,
                               const PersonNumber& a, const PersonNumber& b, Linked wanted,
                               const policy::Caller& by) {
    const Hash of_a = documents::person_hash(store.search_key(), a);
    const Hash of_b = documents::person_hash(store.search_key(), b);
    const bool is_link = wanted == Linked::yes;
    TRY(const bool changed, is_link ? transaction.link(of_a, of_b) : transaction.unlink(of_a, of_b));
    if (changed) {
        audit::Event event = documents::event_of(by, store.clock().now(), audit::Action::update,
                                                 is_link ? "person-link" : "person-unlink");
        event.person = seal::to_hex(of_a);
        event.query = seal::to_hex(of_b);
        TRY_VOID(transaction.audit(event));
    }
    return changed;
}

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

} // namespace renkei::mhd
