#include "gateway/network/mhd/summary/summary_gathering.h"

#include "gateway/fhir/resources/digest.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "gateway/network/mhd/search/search_value.h"
#include "gateway/network/mhd/summary/document_silence.h"
#include "gateway/network/mhd/summary/facts.h"

#include <algorithm>
#include <set>

namespace renkei::mhd {
namespace {

constexpr std::string_view withdrawn_status = "entered-in-error";
constexpr std::size_t person_section = 0;
constexpr std::size_t most_not_summarised = 50;
constexpr std::string_view said_of_persons = "name.text|name.family|name.given|telecom.value";

// Extensions and rules that no reader here knows may say the opposite.
bool has_unknown_rules(const json::Tree& tree, NodeId resource) {
    for (NodeId node = resource; node < tree.after(resource); ++node) {
        if (tree.has_key(node) &&
            (tree.key(node) == "modifierExtension" || tree.key(node) == "implicitRules")) {
            return true;
        }
    }
    return false;
}

// Names and numbers of the persons who stand in the document as resources, too.
std::set<std::string> known_persons(const DocumentView& view) {
    std::set<std::string> out;
    for (std::size_t number = 0; number < view.count(); ++number) {
        if (view.type(number) == "RelatedPerson" && view.resource(number) != json::no_node &&
            text_at(view.tree(), view.resource(number), "active") != "false" &&
            !has_unknown_rules(view.tree(), view.resource(number))) {
            for (const NodeId each : nodes_at(view.tree(), view.resource(number), said_of_persons)) {
                out.insert(comparable(view.tree().text(each)));
            }
        }
    }
    return out;
}

} // namespace

bool is_entered_in_error(const json::Tree& tree, NodeId resource) {
    const std::vector<NodeId> found =
        nodes_at(tree, resource, "status|verificationStatus.coding.code|lifecycleStatus");
    return std::ranges::any_of(found, [&](NodeId node) { return tree.text(node) == withdrawn_status; });
}

void SummaryGathering::add(OpenDocument& document) {
    SummarisedDocument source(document, marks_);
    const std::size_t subject = document.view().subject();
    if (content_.patient.empty()) {
        content_.patient = source.reference(subject);
        source.include(subject);
    }
    std::vector<std::string> targets;
    add_person(document.view(), source, targets);
    content_.numbers.add(numbers_in(document.view()));
    const DocumentView& view = document.view();
    std::map<std::string, std::size_t> others; // types that no section has
    for (std::size_t number = view.composition() == json::no_node ? 0 : 1; number < view.count(); ++number) {
        const Candidate each{.document = &document,
                             .tree = &view.tree(),
                             .node = view.resource(number),
                             .number = static_cast<std::uint32_t>(number)};
        if (each.node != json::no_node && !add_entry(each, source, targets)) {
            ++others[std::string(view.type(number))];
        }
    }
    add_silence(view, others);
    for (const std::size_t number : source.included()) {
        content_.resources.push_back({source.reference(number), source.json(number, content_.patient)});
        bytes_ += content_.resources.back().json.size();
        add_label(strictest_label(view.tree(), view.resource(number)));
    }
    if (targets.empty() && source.included().empty()) {
        return;
    }
    content_.sources.push_back({.provenance = source.provenance(),
                                .name = source.name(),
                                .date = source.date(),
                                .kinds = source.kinds(),
                                .document = document.view().version().document,
                                .version = document.view().version().number,
                                .received = document.view().version().created,
                                .is_part = document.view().version().part.has_value(),
                                .targets = std::move(targets)});
    bytes_ += content_.sources.back().name.size();
    add_label(label_of_document(view.tree(), view.composition()));
}

// What a document says of the person; its Patient is taken along if no newer one says that.
void SummaryGathering::add_person(const DocumentView& view, SummarisedDocument& source,
                                  std::vector<std::string>& targets) {
    const std::size_t subject = view.subject();
    std::vector<std::string> patients;
    const bool is_in_error = is_entered_in_error(view.tree(), view.resource(0));
    for (const SummaryPerson::Statement& each :
         person_said_.add(view.tree(), view.resource(subject), is_in_error)) {
        if (each.is_new) {
            source.include(subject);
        }
        add_line(person_section, each.key, each.line, source.reference(subject), patients, {}, each.kind);
    }
    if (!is_in_error) {
        add_contacts(view, source, patients);
    }
    if (source.included().contains(subject)) {
        patients.push_back(source.reference(subject));
    }
    std::ranges::sort(patients); // several lines are of one Patient
    const auto repeated = std::ranges::unique(patients);
    targets.insert(targets.end(), patients.begin(), repeated.begin());
}

// Adds a line of the document that will be the next source. A line that is there already gets the document
// as a further source.
void SummaryGathering::add_line(std::size_t section, const std::string& key, const SummaryLine& line,
                                const std::string& reference, std::vector<std::string>& targets,
                                SummaryQuestion question, PersonStatement of_person) {
    const bool is_labelled = question.is_restricted;
    const auto [known, is_new] = by_content_.try_emplace({section, key}, content_.entries.size());
    if (is_new) {
        content_.entries.push_back({.section = section,
                                    .reference = reference,
                                    .line = line,
                                    .question = std::move(question),
                                    .of_person = of_person});
    }
    SummaryEntry& entry = content_.entries[known->second];
    entry.question.is_restricted |= is_labelled; // a repeat may be
    const std::size_t own = content_.sources.size();
    if (entry.sources.empty() || entry.sources.back() != own) { // a document may repeat itself
        entry.sources.push_back(own);
        targets.push_back(entry.reference);
    }
}

// Persons to call whom the Patient itself names, and no RelatedPerson of the document.
void SummaryGathering::add_contacts(const DocumentView& view, SummarisedDocument& source,
                                    std::vector<std::string>& targets) {
    const json::Tree& tree = view.tree();
    const NodeId patient = view.resource(view.subject());
    const bool is_labelled = is_restricted(tree, patient);
    const std::vector<NodeId> contacts = nodes_at(tree, patient, "contact");
    const auto section = std::ranges::find_if(sections_, &SummarySection::has_contacts);
    if (contacts.empty() || section == sections_.end() || leaves_out(is_labelled)) {
        return;
    }
    const auto place = static_cast<std::size_t>(section - sections_.begin());
    const std::set<std::string> known = known_persons(view);
    for (const NodeId contact : contacts) {
        const std::vector<NodeId> said = nodes_at(tree, contact, said_of_persons);
        const bool is_known = !said.empty() && std::ranges::all_of(said, [&](NodeId each) {
            return known.contains(comparable(tree.text(each)));
        });
        const SummaryLine line = summary_line(tree, contact, marks_, wordings_, {}, contacts_of_patient);
        if (is_known || has_unknown_rules(tree, contact) || (line.what.empty() && line.value.empty())) {
            continue;
        }
        const std::string key = resources::sha256_hex(tree.raw(contact));
        if (!by_content_.contains({place, key})) {
            source.include(view.subject());
        }
        add_line(place, key, line, source.reference(view.subject()), targets,
                 {.key = question_key(contacts_of_patient, line.what),
                  .value = line.value,
                  .is_restricted = is_labelled});
    }
}

// Adds an entry of the document that will be the next source. No: it says something that no section has.
bool SummaryGathering::add_entry(const Candidate& candidate, SummarisedDocument& source,
                                 std::vector<std::string>& targets) {
    const DocumentView& view = candidate.document->view();
    const json::Tree& tree = view.tree();
    if (is_entered_in_error(tree, candidate.node)) {
        return true;
    }
    if (leaves_out(is_restricted(tree, candidate.node))) {
        return true; // not even its type is said
    }
    const std::optional<std::size_t> section = section_of(candidate);
    if (!section) { // what else a form has is on its own page
        const std::string_view kind = kind_of(view.type(candidate.number));
        return kind == serves_others || (!kind.empty() && !view.version().form.empty());
    }
    if (has_unknown_rules(tree, candidate.node)) {
        return false;
    }
    const Follow follow = follow_from(candidate);
    SummaryQuestion question = summary_question(tree, candidate.node, canonical_, wordings_, follow);
    if (leaves_out(question.is_restricted)) {
        return true;
    }
    const std::string& digest = source.content_digest(candidate.number);
    if (!by_content_.contains({*section, digest})) {
        source.include(candidate.number);
    }
    add_label(strictest_label(tree, candidate.node));
    add_line(*section, digest, summary_line(tree, candidate.node, marks_, wordings_, follow),
             source.reference(candidate.number), targets, std::move(question));
    return true;
}

// The first that finds it.
std::optional<std::size_t> SummaryGathering::section_of(const Candidate& candidate) const {
    for (std::size_t i = 0; i < sections_.size(); ++i) {
        if (std::ranges::any_of(sections_[i].searches,
                                [&](const SearchRequest& search) { return finds(search, candidate); })) {
            return i;
        }
    }
    return std::nullopt;
}

// What the document says without entries, and what no section has.
void SummaryGathering::add_silence(const DocumentView& view,
                                   const std::map<std::string, std::size_t>& others) {
    const NamedDocument document = name_of(view.version());
    const auto add = [&](const std::string& type, std::size_t count) {
        if (content_.not_summarised.size() < most_not_summarised) {
            content_.not_summarised.push_back({.document = document, .type = type, .count = count});
        }
        ++content_.count_not_summarised;
    };
    for (const auto& [type, count] : others) {
        add(type, count);
    }
    if (view.composition() == json::no_node) {
        return;
    }
    const auto said = [&](const Silence& silence) {
        const auto [place, is_new] = content_.said_empty.try_emplace(
            {silence.section, silence.kind},
            SaidEmpty{.code = silence.code, .title = std::string(silence.title), .document = document});
        SaidEmpty& known = place->second;
        if (!is_new && known.document.document == document.document && known.code != silence.code) {
            known.code = usual_empty_reason; // its sections of one kind say this and that
        }
    };
    const std::size_t words_alone = read_silence(view.tree(), view.composition(), sections_, wordings_, said);
    if (words_alone > 0) {
        add(std::string(section_of_document), words_alone);
    }
}

} // namespace renkei::mhd
