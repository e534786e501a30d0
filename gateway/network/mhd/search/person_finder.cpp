#include "gateway/network/mhd/search/person_finder.h"

#include "gateway/core/base/characters.h"
#include "gateway/network/documents/extracted_metadata.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/store/bodies/body_size.h"
#include "generated/messages/documents.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::mhd {
namespace {

using documents::PersonNumber;
using store::Hash;

void add_new(const Hash& hash, std::vector<Hash>& out) {
    if (std::ranges::find(out, hash) == out.end()) {
        out.push_back(hash);
    }
}

bool is_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, base::is_digit); }

bool asks_bare(const PersonFilter& filter, const policy::Identifier& number) {
    return std::ranges::any_of(filter.identifiers, [&](const TokenValue& token) {
        return token.system == number.system && token.code == number.value;
    });
}

tl::unexpected<diag::Error> several(const policy::Identifier& number) {
    return diag::fail(message::person_ambiguous, {}, {fmt::format("{}|{}", number.system, "WITHIN.NUMBER")});
}

// Of a document that no form reads nothing but what came is kept; in JSON its resources are there.
bool has_resources_here(const store::Version& version) {
    return version.has_fhir || (version.form.empty() && version.syntax == "fhir");
}

} // namespace

std::vector<PersonNumber> numbers_in(const DocumentView& view) {
    std::vector<PersonNumber> out;
    for (const base::Personal<PersonNumber>& each :
         documents::extract_metadata(view.tree(), view.index()).persons) {
        out.push_back(each.reveal());
    }
    return out;
}

bool is_alone(const PersonNumber& person) {
    const bool is_within = !person.within.value.empty() && !person.within.system.empty();
    return !is_within && documents::is_known_person_system(person.number.system);
}

std::vector<PersonNumber> persons_within(const TokenValue& token) {
    std::vector<PersonNumber> out;
    const std::size_t dot = token.code.find('.');
    const std::string_view before = std::string_view(token.code).substr(0, dot);
    if (dot == std::string::npos || !token.system || !is_digits(before) ||
        documents::is_unique_person_system(*token.system)) {
        return out;
    }
    for (const policy::NumberKind& kind : policy::number_kinds()) {
        if (kind.digits == before.size()) {
            out.push_back({.number = {*token.system, token.code.substr(dot + 1)},
                           .within = {std::string(kind.system), std::string(before)}});
        }
    }
    return out;
}

Result<std::unique_ptr<DocumentView>> open_view(const store::Snapshot& snapshot,
                                                const store::Version& version, documents::PartMaker* parts) {
    if (version.part) {
        if (parts == nullptr) {
            return diag::fail(message::version_gone, {});
        }
        TRY(std::string part, parts->in_fhir(snapshot, version));
        return DocumentView::open(version, std::move(part));
    }
    if (!has_resources_here(version)) {
        return DocumentView::open(version, {});
    }
    TRY(std::optional<std::string> original, snapshot.body(version, store::BodyKind::original));
    TRY(std::optional<std::string> generated, snapshot.body(version, store::BodyKind::fhir));
    if (!original) {
        return diag::fail(message::version_gone, {});
    }
    return generated ? DocumentView::open(version, *std::move(generated), *std::move(original))
                     : DocumentView::open(version, *std::move(original));
}

Result<std::unique_ptr<DocumentView>> open_if_whole(const store::Snapshot& snapshot,
                                                    const store::Version& version, std::size_t& damaged,
                                                    documents::PartMaker* parts) {
    Result<std::unique_ptr<DocumentView>> out = open_view(snapshot, version, parts);
    if (!out && out.error().message == message::document_damaged) {
        ++damaged;
        return std::unique_ptr<DocumentView>();
    }
    return out;
}

void report_unreadable(std::size_t damaged, diag::Report& report) {
    if (damaged > 0) {
        report.add(message::documents_unreadable, {}, {std::to_string(damaged)});
    }
}

Result<std::uint64_t> view_size(const store::Snapshot& snapshot, const store::Version& version) {
    if (!has_resources_here(version)) {
        return 0;
    }
    if (version.part) {
        return documents::part_memory(snapshot, version);
    }
    TRY(const std::uint64_t generated, store::body_size(snapshot, version, store::BodyKind::fhir));
    return generated + version.size;
}

Result<std::vector<Hash>> PersonFinder::find(const PersonFilter& filter) {
    std::vector<Hash> out;
    for (const TokenValue& token : filter.identifiers) {
        TRY_VOID(add_identifier(token, out));
    }
    for (const TypedId& patient : filter.patients) {
        TRY_VOID(add_patient(patient.id, out));
    }
    return out;
}

Result<std::vector<Hash>> PersonFinder::find(const PersonNumber& person) const {
    std::vector<Hash> out;
    TRY_VOID(add_linked(documents::person_hash(key_, person), out));
    return out;
}

Result<void> PersonFinder::add_identifier(const TokenValue& token, std::vector<Hash>& out) const {
    const std::optional<PersonNumber> named =
        documents::parse_person(fmt::format("{}|{}", *token.system, token.code));
    std::vector<PersonNumber> within;
    if (named && !named->within.value.empty()) {
        within.push_back(*named);
    } else {
        within = persons_within(token);
        const PersonNumber alone{.number = {*token.system, token.code}, .within = {}};
        TRY_VOID(add_linked(documents::person_hash(key_, alone), out));
    }
    for (const PersonNumber& person : within) {
        TRY_VOID(add_linked(documents::person_hash(key_, person), out));
    }
    return {};
}

Result<void> PersonFinder::add_linked(const Hash& hash, std::vector<Hash>& out) const {
    add_new(hash, out);
    TRY(const std::vector<Hash> linked, snapshot_.linked_persons(hash));
    for (const Hash& each : linked) {
        add_new(each, out);
    }
    return {};
}

// The Patient's numbers, each within its insurer or institution where that is known.
Result<void> PersonFinder::add_patient(const LogicalId& id, std::vector<Hash>& out) {
    TRY(const std::optional<store::Version> version,
        documents::readable_newest(snapshot_, id.document, reader_, parts_));
    if (!version) {
        return {}; // as if it were not there
    }
    TRY(const std::uint64_t bytes, view_size(snapshot_, *version));
    if (!may_open_(bytes)) {
        return {};
    }
    TRY(const std::unique_ptr<DocumentView> view, open_view(snapshot_, *version, parts_));
    if (id.resource != view->subject()) {
        return {};
    }
    named_.push_back(describe_person(view->tree(), view->resource(*id.resource)));
    for (const PersonNumber& person : numbers_in(*view)) {
        TRY(const std::vector<Hash> hashes, find(person));
        for (const Hash& hash : hashes) {
            add_new(hash, out);
        }
    }
    return {};
}

Result<bool> PersonFinder::is_of(const PersonFilter& filter, std::span<const Hash> found,
                                 const DocumentView& view) {
    if (view.count() == 0) {
        return true; // nothing is known but what found it
    }
    const std::vector<PersonNumber> numbers = numbers_in(view);
    for (SeenPerson& person : asked_alone(filter, numbers)) {
        TRY_VOID(note(std::move(person)));
    }
    const auto is_named = [&](const TypedId& patient) {
        return patient.id.document == view.version().document;
    };
    const auto is_found = [&](const PersonNumber& number) {
        const std::optional<Hash> hash = joining_hash(number);
        return asks_bare(filter, number.number) || (hash && std::ranges::find(found, *hash) != found.end());
    };
    return filter.patients.empty() || std::ranges::any_of(filter.patients, is_named) ||
           std::ranges::any_of(numbers, is_found);
}

Result<bool> PersonFinder::says(const DocumentView& view, std::span<const Hash> wanted) const {
    for (const PersonNumber& number : numbers_in(view)) {
        for (const PersonNumber& each : {number, PersonNumber{.number = number.number, .within = {}}}) {
            TRY(const std::vector<Hash> hashes, find(each));
            if (std::ranges::find_first_of(hashes, wanted) != hashes.end()) {
                return true;
            }
        }
    }
    return false;
}

// One for each number: an organisation may have numbers of several kinds.
std::vector<PersonFinder::SeenPerson> PersonFinder::asked_alone(const PersonFilter& filter,
                                                                std::span<const PersonNumber> numbers) {
    std::vector<PersonNumber> known;
    std::ranges::copy_if(numbers, std::back_inserter(known), std::not_fn(is_alone));
    std::vector<SeenPerson> out;
    for (const PersonNumber& each : numbers) {
        const bool needs_organisation = !each.within.value.empty() || is_alone(each);
        if (!needs_organisation || !asks_bare(filter, each.number)) {
            continue;
        }
        auto person = std::ranges::find(out, each.number, &SeenPerson::number);
        if (person == out.end()) {
            person = out.insert(out.end(), {.number = each.number, .within = {}, .known = known});
        }
        if (!is_alone(each)) {
            person->within.push_back(each);
        }
    }
    return out;
}

Result<void> PersonFinder::note(SeenPerson person) {
    if (std::ranges::find(seen_, person) != seen_.end()) {
        const bool is_unknown = person.within.empty() && person.known.empty();
        return is_unknown ? Result<void>(several(person.number)) : Result<void>();
    }
    bool is_seen = false;
    bool is_one_of_seen = false;
    for (const SeenPerson& other : seen_) {
        if (other.number == person.number && !is_one_of_seen) {
            is_seen = true;
            TRY(is_one_of_seen, are_one(other, person));
        }
    }
    if (is_seen && !is_one_of_seen) {
        return several(person.number);
    }
    seen_.push_back(std::move(person));
    return {};
}

// If one document does not say what the asked number is within, any of their other numbers is compared.
Result<bool> PersonFinder::are_one(const SeenPerson& a, const SeenPerson& b) const {
    const bool is_said = !a.within.empty() && !b.within.empty();
    const std::vector<PersonNumber>& of_a = is_said ? a.within : a.known;
    const std::vector<PersonNumber>& of_b = is_said ? b.within : b.known;
    if (std::ranges::find_first_of(of_a, of_b) != of_a.end()) {
        return true;
    }
    for (const PersonNumber& one : of_a) {
        for (const PersonNumber& other : of_b) {
            TRY(const bool is_linked, are_linked(one, other));
            if (is_linked) {
                return true;
            }
        }
    }
    return false;
}

Result<bool> PersonFinder::are_linked(const PersonNumber& a, const PersonNumber& b) const {
    const std::optional<Hash> of_a = joining_hash(a);
    const std::optional<Hash> of_b = joining_hash(b);
    if (!of_a || !of_b) {
        return false;
    }
    TRY(const std::vector<Hash> linked, snapshot_.linked_persons(*of_a));
    return std::ranges::find(linked, *of_b) != linked.end();
}

std::optional<Hash> PersonFinder::joining_hash(const PersonNumber& number) const {
    return is_alone(number) ? std::nullopt : std::optional(documents::person_hash(key_, number));
}

} // namespace renkei::mhd
