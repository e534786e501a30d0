#include "gateway/network/mhd/person_link.h"

#include "gateway/network/mhd/person_finder.h"
#include "generated/messages/documents.h"

#include <fmt/format.h>

namespace renkei::mhd {
namespace {

namespace message = diag::message;
using documents::PersonNumber;
using store::Hash;

// The most exact hash of a person first, then others under which it may have been linked.
std::vector<Hash> hashes_of(const store::Store& store, const PersonNumber& person) {
    return person.within.value.empty() ? hashes_of_number(store.search_key(), person.number)
                                       : hashes_within(store.search_key(), person);
}

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
using Hashes = std::span<const Hash>;

diag::Result<bool> change(store::Store& store, Hashes of_a, Hashes of_b, Change how,
                          std::string_view interaction) {
    const Hash& first = of_a.front();
    const Hash& second = of_b.front();
    bool changed = false;
    TRY_VOID(store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        changed = false; // the job may run again
        for (const Hash& one : of_a) {
            for (const Hash& other : of_b) {
                TRY(const bool done, (transaction.*how)(one, other));
                changed |= done;
            }
        }
        if (!changed) {
            return {};
        }
        return transaction.audit({.at = store.clock().now(),
                                  .action = audit::Action::update,
                                  .interaction = std::string(interaction),
                                  .person = seal::to_hex(first),
                                  .query = seal::to_hex(second)});
    }));
    return changed;
}

} // namespace

diag::Result<PersonNumber> read_person(std::string_view text) {
    std::optional<PersonNumber> person = documents::parse_person(text);
    if (!person) {
        return diag::fail(message::person_number_wrong, {},
                          {std::string(documents::person_forms), documents::shape_of_person(text)});
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

diag::Result<bool> link_persons(store::Store& store, const PersonNumber& a, const PersonNumber& b) {
    TRY_VOID(check_linkable(a));
    TRY_VOID(check_linkable(b));
    return change(store, Hashes(hashes_of(store, a)).first(1), Hashes(hashes_of(store, b)).first(1),
                  &store::Transaction::link, "person-link");
}

diag::Result<bool> unlink_persons(store::Store& store, const PersonNumber& a, const PersonNumber& b) {
    return change(store, hashes_of(store, a), hashes_of(store, b), &store::Transaction::unlink,
                  "person-unlink");
}

} // namespace renkei::mhd
