#include "gateway/network/mhd/summary.h"

#include "gateway/network/mhd/path.h"
#include "gateway/network/mhd/summary_person.h"
#include "gateway/network/mhd/summary_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace renkei::mhd {
namespace {

using diag::Message;
using diag::Result;
using json::NodeId;
using store::Hash;
using store::Version;

constexpr std::string_view withdrawn_status = "entered-in-error";
constexpr std::string_view strictness = "ULMNRV"; // v3-Confidentiality, the strictest last
constexpr std::string_view usual_confidentiality = "N";
constexpr std::string_view person_title = "本人の基本情報";
constexpr std::size_t person_section = 0;
constexpr std::size_t max_named_left_out = 50;
constexpr base::Millis day_and_more = 26LL * 60 * 60 * 1000; // to the end of the day in any zone

bool is_entered_in_error(const json::Tree& tree, NodeId resource) {
    const std::vector<NodeId> found = nodes_at(tree, resource, "status|verificationStatus.coding.code");
    return std::ranges::any_of(found, [&](NodeId node) { return tree.text(node) == withdrawn_status; });
}

class Summarising {
public:
    Summarising(const store::Snapshot& snapshot, const PersonFilter& person, const SummaryContext& context)
        : snapshot_(snapshot),
          person_(person),
          context_(context),
          finder_(snapshot, context.search_key, context.caller,
                  [this](std::uint64_t bytes) { return may_open(bytes); }) {}

    Result<SummaryResult> run() {
        TRY(sections_, read_summary_sections(context_.table, context_.canonical));
        sections_.insert(sections_.begin(), SummarySection{.title = std::string(person_title)});
        TRY(out_.persons, finder_.find(person_));
        TRY(const std::vector<Version> versions, documents_of_person());
        for (const Version& version : versions) {
            TRY_VOID(take(version));
        }
        out_.left_some = out_.largest > context_.memory.document;
        if (content_.patient.empty()) {
            return last_damaged_
                       ? diag::fail(Message::document_damaged, {},
                                    {last_damaged_->document, std::to_string(last_damaged_->number)})
                       : diag::fail(Message::resource_not_there, {}, {"Patient"});
        }
        add_outcome();
        if (context_.writes_document) {
            out_.written = summary_document(content_, sections_, context_.base, name(), context_.now);
        } else {
            for (const SummaryLeftOut& each : content_.left_out) {
                out_.documents.push_back(each.document);
            }
            out_.content = std::move(content_);
            out_.sections = std::move(sections_);
        }
        return std::move(out_);
    }

private:
    // What is not in it, and why.
    void add_outcome() {
        diag::Report report;
        content_.is_cut = is_incomplete_ || out_.is_full || out_.left_some;
        if (content_.is_cut) {
            report.add(Message::summary_incomplete, {}, {std::to_string(taken_)});
        }
        report_unreadable(content_.damaged, report);
        if (!report.empty()) {
            content_.outcome = context_.outcome(report);
        }
    }

    bool may_open(std::uint64_t bytes) {
        out_.largest = std::max(out_.largest, bytes);
        return bytes <= context_.memory.document;
    }

    // Those of newer documents first, by the document's own date: a later version has an older id.
    Result<std::vector<Version>> documents_of_person() {
        std::vector<Version> out;
        store::DocumentQuery query{
            .viewer = documents::viewer_of(context_.caller), .persons = out_.persons, .limit = 100};
        while (!query.persons.empty()) { // an empty list would mean all persons
            TRY(const store::DocumentPage page, snapshot_.find(query));
            out.insert(out.end(), page.versions.begin(), page.versions.end());
            is_incomplete_ |= page.more && out.size() >= max_compared_documents;
            if (!page.more || page.versions.empty() || is_incomplete_) {
                break;
            }
            query.after = page.versions.back().document;
        }
        std::ranges::stable_sort(out, std::greater(), [](const Version& version) {
            const std::optional<DateRange> date = parse_date_range(version.date);
            const base::Millis from = date ? date->from : version.created;
            // a day that had not come is a slip: it makes no document the newest
            return std::tuple(from <= version.created + day_and_more, from, version.created);
        });
        return out;
    }

    Result<void> take(const Version& version) {
        if (taken_ == context_.most_documents || bytes_ >= context_.memory.page) {
            is_incomplete_ = true;
            out_.is_full |= bytes_ >= context_.memory.page;
            leave_out(version);
            return {};
        }
        TRY(const std::uint64_t bytes, view_size(snapshot_, version));
        if (!may_open(bytes)) {
            leave_out(version);
            return {};
        }
        TRY(std::unique_ptr<DocumentView> view, open_if_whole(snapshot_, version, content_.damaged));
        if (view == nullptr) {
            last_damaged_ = version;
            leave_out(version);
            return {};
        }
        const bool has_person = view->subject() != resources::no_entry;
        if (!has_person || is_entered_in_error(view->tree(), view->composition())) {
            return {};
        }
        TRY(const bool is_of_person, finder_.is_of(person_, out_.persons, *view));
        if (!is_of_person) {
            return {};
        }
        ++taken_;
        OpenDocument document(std::move(view), context_.base);
        add(document);
        return {};
    }

    void leave_out(const Version& version) {
        ++content_.count_left_out;
        if (content_.left_out.size() < max_named_left_out) {
            content_.left_out.push_back(
                {.document = version.document, .title = version.title, .date = version.date});
        }
    }

    void add(OpenDocument& document) {
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
                                    .document = document.view().version().document,
                                    .received = document.view().version().created,
                                    .targets = std::move(targets)});
        bytes_ += content_.sources.back().name.size();
        add_confidentiality(source.confidentiality());
        out_.documents.push_back(document.view().version().document);
    }

    // What a document says of the person; its Patient is taken along if no newer one says that.
    void add_person(const DocumentView& view, SummarisedDocument& source, std::vector<std::string>& targets) {
        const std::size_t subject = view.subject();
        std::vector<std::string> patients;
        for (const SummaryPerson::Statement& each : person_said_.add(view.tree(), view.resource(subject))) {
            if (each.is_new) {
                source.include(subject);
            }
            add_line(person_section, each.key, each.line, source.reference(subject), patients, {});
        }
        if (source.included().contains(subject)) {
            patients.push_back(source.reference(subject));
        }
        std::ranges::sort(patients); // several lines are of one Patient
        const auto repeated = std::ranges::unique(patients);
        targets.insert(targets.end(), patients.begin(), repeated.begin());
    }

    // Of the document that is added next to the sources. A line that is there already gets it as a further
    // source.
    void add_line(std::size_t section, const std::string& key, const SummaryLine& line,
                  const std::string& reference, std::vector<std::string>& targets, SummaryQuestion question) {
        const auto [known, is_new] = by_content_.try_emplace({section, key}, content_.entries.size());
        if (is_new) {
            content_.entries.push_back(
                {.section = section, .reference = reference, .line = line, .question = std::move(question)});
        }
        SummaryEntry& entry = content_.entries[known->second];
        const std::size_t own = content_.sources.size();
        if (entry.sources.empty() || entry.sources.back() != own) { // a document may repeat itself
            entry.sources.push_back(own);
            targets.push_back(entry.reference);
        }
    }

    // Of the document that is added next to the sources.
    void add_entry(OpenDocument& document, SummarisedDocument& source, std::size_t number,
                   std::vector<std::string>& targets) {
        const DocumentView& view = document.view();
        const std::optional<std::size_t> section = section_of(document, number);
        if (!section) {
            return;
        }
        const std::string& digest = source.content_digest(number);
        if (!by_content_.contains({*section, digest})) {
            source.include(number);
            add_confidentiality(text_at(view.tree(), view.resource(number), "meta.security.code"));
        }
        add_line(*section, digest, summary_line(view.tree(), view.resource(number), marks_),
                 source.reference(number), targets,
                 summary_question(view.tree(), view.resource(number), context_.canonical));
    }

    // The first that finds it.
    std::optional<std::size_t> section_of(OpenDocument& document, std::size_t number) const {
        const DocumentView& view = document.view();
        if (view.resource(number) == json::no_node ||
            is_entered_in_error(view.tree(), view.resource(number))) {
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

    void add_confidentiality(std::string_view code) {
        std::string& strictest = content_.confidentiality;
        if (strictest.empty()) {
            strictest = usual_confidentiality;
        }
        const std::size_t place = code.size() == 1 ? strictness.find(code) : std::string_view::npos;
        if (place != std::string_view::npos && place > strictness.find(strictest)) {
            strictest = code;
        }
    }

    // No two callers, moments or persons have the same.
    std::string name() const {
        return fmt::format("{}#{}#{}", content_.patient, context_.caller.id, context_.now);
    }

    const store::Snapshot& snapshot_;
    const PersonFilter& person_;
    const SummaryContext& context_;
    PersonFinder finder_;
    std::vector<SummarySection> sections_;
    const std::vector<SummaryMark> marks_ = read_summary_marks(summary_table());
    SummaryContent content_;
    SummaryPerson person_said_;
    std::map<std::pair<std::size_t, std::string>, std::size_t> by_content_; // section and content: an entry
    std::uint64_t bytes_ = 0;                                               // of the resources
    std::size_t taken_ = 0;                                                 // documents
    bool is_incomplete_ = false;
    std::optional<Version> last_damaged_{};
    SummaryResult out_;
};

} // namespace

Result<SummaryResult> summarise(const store::Snapshot& snapshot, const PersonFilter& person,
                                const SummaryContext& context) {
    return Summarising(snapshot, person, context).run();
}

} // namespace renkei::mhd
