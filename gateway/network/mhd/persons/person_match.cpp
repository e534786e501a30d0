#include "gateway/network/mhd/persons/person_match.h"

#include "gateway/core/time/date_time.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/documents/extracted_metadata.h"
#include "gateway/network/mhd/metadata/examples.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/search/candidate.h"
#include "generated/messages/mhd.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::mhd {
namespace {

using documents::PersonNumber;
using store::Hash;

constexpr std::size_t max_numbers = 8; // of one request: each is looked up
// The longest name or number that a request may have, since each link has it, too.
constexpr std::size_t max_match_bytes = 256;

// http://terminology.hl7.org/CodeSystem/match-grade, with our score of each; the surest first.
enum class Grade : std::uint8_t { certain, probable, possible, none };
struct GradeRow {
    std::string_view code;
    std::string_view score;
};
constexpr GradeRow grades[] = {{"certain", "1"}, {"probable", "0.8"}, {"possible", "0.5"}};

// What a Patient has in common with the one who is described.
struct Agreements {
    bool unique_number = false;
    bool local_number = false; // unique only within an organisation that is not named
    PersonAgreement person{};
};

// A number may be mistyped, so what contradicts it makes it less sure.
Grade grade_of(const Agreements& found) {
    const bool is_born_then = found.person.birth_date == Agreement::same;
    if (found.unique_number) {
        return found.person.is_contradiction() ? Grade::possible : Grade::certain;
    }
    if (found.person.birth_date == Agreement::different || found.person.gender == Agreement::different) {
        return Grade::none;
    }
    if (found.local_number) {
        return is_born_then ? Grade::probable : Grade::possible;
    }
    if (found.person.name != Agreement::same || !is_born_then) {
        return Grade::none;
    }
    return found.person.gender == Agreement::same ? Grade::probable : Grade::possible;
}

// A number of the question, and under which hashes documents have it.
struct WantedNumber {
    bool is_unique = false;
    std::vector<Hash> hashes{};
    std::size_t person =
        0; // the same for numbers of which a document or a link says that they are one person's
    bool is_found = false;
};

struct Match {
    Grade grade = Grade::none;
    std::string url;
    std::string json;
    std::string document;
    PersonDescription person{};
};

struct Matching {
    const store::Snapshot& snapshot;
    const MatchQuery& query;
    const MatchContext& context;
    std::string after; // a document
    PersonFinder finder{snapshot, context.search_key, context.reader, context.may_open};
    std::vector<WantedNumber> sought{};
    std::set<std::string> seen{}; // documents
    std::vector<Match> matches{}; // newest document first
    std::string last_compared{};  // a document
    std::string next{};           // the link to the next page
    diag::Report report{};
    std::size_t damaged = 0; // documents that do not open

    Result<MatchResult> run() {
        TRY_VOID(read_numbers());
        for (const WantedNumber& each : sought) {
            if (is_first_page()) {
                TRY_VOID(compare_documents(each.hashes));
            }
        }
        // by these no person is certain
        if (!query.only_certain && !query.person.names.empty() && !query.person.birth_date.empty()) {
            TRY_VOID(compare_documents({}));
        }
        grade_numbers_of_several();
        MatchResult out;
        for (const WantedNumber& each : sought) {
            out.persons.insert(out.persons.end(), each.hashes.begin(), each.hashes.end());
        }
        report_unreadable(damaged, report);
        write(out);
        return out;
    }

    // Of a system that is known here to number persons, within an organisation of its kind. What others mean
    // by their systems is not known.
    static bool is_unique(const PersonNumber& number) { return documents::put_together(number).has_value(); }

    Result<void> read_numbers() {
        for (const PersonNumber& number : query.numbers) {
            WantedNumber wanted{.is_unique = is_unique(number), .person = sought.size()};
            TRY(wanted.hashes, finder.find(number));
            sought.push_back(std::move(wanted));
        }
        for (std::size_t i = 0; i < sought.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (std::ranges::find_first_of(sought[i].hashes, sought[j].hashes) !=
                    sought[i].hashes.end()) {
                    join(i, j);
                }
            }
        }
        return {};
    }

    bool is_first_page() const { return after.empty(); }

    void join(std::size_t a, std::size_t b) {
        const std::size_t from = sought[a].person;
        for (WantedNumber& each : sought) {
            each.person = each.person == from ? sought[b].person : each.person;
        }
    }

    // Compares the documents of these persons. Without persons it compares so many of those that the caller
    // may read, newest first.
    Result<void> compare_documents(const std::vector<Hash>& persons) {
        store::DocumentQuery documents{.persons = persons, .limit = 100};
        documents.after = persons.empty() ? after : std::string();
        std::size_t compared = 0;
        while (true) {
            TRY(const store::DocumentPage page, access::find_documents(snapshot, context.reader, documents));
            for (const store::Version& version : page.versions) {
                if (persons.empty() && compared == context.most_compared) {
                    report.add(message::search_incomplete, {}, {std::to_string(compared)});
                    next = context.next(last_compared);
                    return {};
                }
                ++compared;
                last_compared = version.document;
                if (seen.insert(version.document).second) {
                    TRY_VOID(compare(version));
                }
            }
            if (!page.more) {
                return {};
            }
            documents.after = page.after;
        }
    }

    Result<void> compare(const store::Version& version) {
        TRY(const std::uint64_t bytes, view_size(snapshot, version));
        if (!context.may_open(bytes)) {
            return {};
        }
        TRY(std::unique_ptr<DocumentView> view, open_if_whole(snapshot, version, damaged));
        const std::size_t subject = view == nullptr ? resources::no_entry : view->subject();
        if (subject == resources::no_entry) {
            return {};
        }
        const NodeId patient = view->resource(subject);
        Agreements found = numbers_in(numbers_of_subject(*view));
        if (!is_first_page() && (found.unique_number || found.local_number)) {
            return {}; // is on the first page
        }
        PersonDescription person = describe_person(view->tree(), patient);
        found.person = compare_persons(query.person, person);
        const Grade grade = grade_of(found);
        if (grade == Grade::none) {
            return {};
        }
        OpenDocument document(std::move(view), context.base);
        for (const Candidate& each : candidates(document, "Patient")) {
            if (each.number == subject) {
                matches.push_back(
                    {grade, fmt::format("{}/Patient/{}", context.base, logical_id(version.document, subject)),
                     each.json(), version.document, person});
            }
        }
        return {};
    }

    // What the Patient and its own Coverages say: the index may hold more of the document.
    std::vector<Hash> numbers_of_subject(const DocumentView& view) const {
        std::vector<Hash> out;
        for (const base::Personal<PersonNumber>& person :
             documents::extract_metadata(view.tree(), view.index()).persons) {
            const std::vector<Hash> hashes = documents::person_hashes(context.search_key, person.reveal());
            out.insert(out.end(), hashes.begin(), hashes.end());
        }
        return out;
    }

    Agreements numbers_in(const std::vector<Hash>& persons) {
        Agreements out;
        std::optional<std::size_t> first;
        for (std::size_t i = 0; i < sought.size(); ++i) {
            WantedNumber& each = sought[i];
            if (std::ranges::find_first_of(each.hashes, persons) == each.hashes.end()) {
                continue;
            }
            out.unique_number |= each.is_unique;
            out.local_number |= !each.is_unique;
            if (each.is_unique) {
                each.is_found = true;
                first ? join(i, *first) : static_cast<void>(first = i);
            }
        }
        return out;
    }

    // If the unique numbers of the question belong to several persons, or one number does, no person is
    // certain.
    void grade_numbers_of_several() {
        std::set<std::size_t> persons;
        for (const WantedNumber& each : sought) {
            if (each.is_unique && each.is_found) {
                persons.insert(each.person);
            }
        }
        std::vector<PersonDescription> found;
        for (const Match& each : matches) {
            if (each.grade == Grade::certain) {
                found.push_back(each.person);
            }
        }
        const bool is_of_several = persons.size() > 1 || tell_apart(found).persons.size() > 1;
        for (Match& each : matches) {
            if (is_of_several && each.grade == Grade::certain) {
                each.grade = Grade::possible;
            }
        }
    }

    void write(MatchResult& out) {
        if (query.only_certain) {
            std::erase_if(matches, [](const Match& each) { return each.grade != Grade::certain; });
        }
        std::ranges::stable_sort(matches, {}, &Match::grade);
        matches.resize(std::min<std::size_t>(matches.size(), query.count));
        std::ranges::transform(matches, std::back_inserter(out.documents), &Match::document);
        const bool is_whole = is_first_page() && next.empty() && damaged == 0;
        out.bundle = by_example("searchset", {{"total", is_whole ? std::to_string(matches.size()) : ""},
                                              {"self", context.base + "/Patient/$match"},
                                              {"next", next},
                                              {"entries", json::elements_of(matches, entry)},
                                              {"outcome", report.empty() ? "" : context.outcome(report)}});
    }

    static std::string entry(const Match& match) {
        const GradeRow& grade = grades[static_cast<std::size_t>(match.grade)];
        return by_example(
            "graded match",
            {{"url", match.url}, {"resource", match.json}, {"grade", grade.code}, {"score", grade.score}});
    }
};

// What would be compared with every document, and stand in the link to the next page, is short.
Result<void> check_lengths(const Tree& tree, NodeId patient) {
    constexpr std::string_view compared_texts =
        "name.text|name.family|name.given|gender|birthDate|identifier.system|identifier.value|"
        "identifier.assigner.identifier.system|identifier.assigner.identifier.value";
    for (const NodeId node : nodes_at(tree, patient, compared_texts)) {
        const std::size_t bytes = tree[node].is_container() ? 0 : tree.text(node).size();
        if (bytes > max_match_bytes) {
            return diag::fail(
                message::match_too_long, {.path = "Patient"},
                {"Patient.name, Patient.identifier", std::to_string(bytes), std::to_string(max_match_bytes)});
        }
    }
    return {};
}

} // namespace

Result<MatchQuery> read_match(const Tree& tree, NodeId patient) {
    TRY_VOID(check_lengths(tree, patient));
    MatchQuery out{.person = describe_person(tree, patient)};
    for (const NodeId node : nodes_at(tree, patient, "identifier")) {
        const policy::Identifier identifier{std::string(text_at(tree, node, "system")),
                                            std::string(text_at(tree, node, "value"))};
        if (identifier.system.empty() || identifier.value.empty() || out.numbers.size() >= max_numbers) {
            continue; // without a system it may be any person's
        }
        const policy::Identifier assigner{std::string(text_at(tree, node, "assigner.identifier.system")),
                                          std::string(text_at(tree, node, "assigner.identifier.value"))};
        const std::vector<policy::Identifier> assigners(assigner.value.empty() ? 0 : 1, assigner);
        const std::vector<PersonNumber> numbers = documents::numbers_of(identifier, assigners);
        out.numbers.insert(out.numbers.end(), numbers.begin(), numbers.end());
    }
    if (!time::is_full_date(out.person.birth_date)) {
        out.person.birth_date.clear();
    }
    if (text_at(tree, patient, "resourceType") != "Patient" ||
        (out.numbers.empty() && (out.person.names.empty() || out.person.birth_date.empty()))) {
        return diag::fail(message::match_needs, {.path = "Patient"},
                          {"identifier.system + identifier.value | name + birthDate (YYYY-MM-DD)"});
    }
    return out;
}

Result<MatchResult> match_person(const store::Snapshot& snapshot, const MatchQuery& query,
                                 const MatchContext& context, std::string_view after) {
    return Matching{snapshot, query, context, std::string(after)}.run();
}

} // namespace renkei::mhd
