#include "gateway/network/mhd/summary_gathering.h"

#include "gateway/network/mhd/path.h"
#include "gateway/network/mhd/person_finder.h"

#include <algorithm>

namespace renkei::mhd {
namespace {

using json::NodeId;

constexpr std::string_view withdrawn_status = "entered-in-error";
constexpr std::string_view strictness = "ULMNRV"; // v3-Confidentiality, the strictest last
constexpr std::string_view usual_confidentiality = "N";
constexpr std::size_t person_section = 0;

} // namespace

bool is_entered_in_error(const json::Tree& tree, NodeId resource) {
    const std::vector<NodeId> found = nodes_at(tree, resource, "status|verificationStatus.coding.code");
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
    for (std::size_t number = 1; number < document.view().count(); ++number) {
        add_entry(document, source, number, targets);
    }
    for (const std::size_t number : source.included()) {
        content_.resources.push_back({source.reference(number), source.json(number, content_.patient)});
        bytes_ += content_.resources.back().json.size();
    }
    if (targets.empty() && source.included().empty()) {
        return;
    }
    content_.sources.push_back({.provenance = source.provenance(),
                                .name = source.name(),
                                .date = source.date(),
                                .kind = source.kind(),
                                .document = document.view().version().document,
                                .version = document.view().version().number,
                                .received = document.view().version().created,
                                .is_part = document.view().version().part.has_value(),
                                .targets = std::move(targets)});
    bytes_ += content_.sources.back().name.size();
    add_confidentiality(source.confidentiality());
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
    const auto [known, is_new] = by_content_.try_emplace({section, key}, content_.entries.size());
    if (is_new) {
        content_.entries.push_back({.section = section,
                                    .reference = reference,
                                    .line = line,
                                    .question = std::move(question),
                                    .of_person = of_person});
    }
    SummaryEntry& entry = content_.entries[known->second];
    const std::size_t own = content_.sources.size();
    if (entry.sources.empty() || entry.sources.back() != own) { // a document may repeat itself
        entry.sources.push_back(own);
        targets.push_back(entry.reference);
    }
}

// Adds an entry of the document that will be the next source.
void SummaryGathering::add_entry(OpenDocument& document, SummarisedDocument& source, std::size_t number,
                                 std::vector<std::string>& targets) {
    const DocumentView& view = document.view();
    const std::optional<std::size_t> section = section_of(document, number);
    if (!section) {
        return;
    }
    SummaryQuestion question = summary_question(view.tree(), view.resource(number), canonical_, wordings_);
    if (question.is_restricted && restricted_ == RestrictedEntries::left_out) {
        return;
    }
    const std::string& digest = source.content_digest(number);
    if (!by_content_.contains({*section, digest})) {
        source.include(number);
        add_confidentiality(text_at(view.tree(), view.resource(number), "meta.security.code"));
    }
    add_line(*section, digest, summary_line(view.tree(), view.resource(number), marks_, wordings_),
             source.reference(number), targets, std::move(question));
}

// The first that finds it.
std::optional<std::size_t> SummaryGathering::section_of(OpenDocument& document, std::size_t number) const {
    const DocumentView& view = document.view();
    if (view.resource(number) == json::no_node || is_entered_in_error(view.tree(), view.resource(number))) {
        return std::nullopt;
    }
    const Candidate each{.document = &document,
                         .tree = &view.tree(),
                         .node = view.resource(number),
                         .number = static_cast<std::uint32_t>(number)};
    for (std::size_t i = 0; i < sections_.size(); ++i) {
        if (std::ranges::any_of(sections_[i].searches,
                                [&](const SearchRequest& search) { return finds(search, each); })) {
            return i;
        }
    }
    return std::nullopt;
}

void SummaryGathering::add_confidentiality(std::string_view code) {
    std::string& strictest = content_.confidentiality;
    if (strictest.empty()) {
        strictest = usual_confidentiality;
    }
    const std::size_t place = code.size() == 1 ? strictness.find(code) : std::string_view::npos;
    if (place != std::string_view::npos && place > strictness.find(strictest)) {
        strictest = code;
    }
}

} // namespace renkei::mhd
