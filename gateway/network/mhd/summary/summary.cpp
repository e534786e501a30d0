#include "gateway/network/mhd/summary/summary.h"

#include "gateway/network/documents/readable.h"
#include "generated/messages/mhd.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace renkei::mhd {
namespace {

using store::Version;

constexpr std::string_view person_title = "本人の基本情報";
constexpr std::size_t max_named_left_out = 50;
constexpr base::Millis day_and_more = 26LL * 60 * 60 * 1000; // to the end of the day in any zone

class Summarising {
public:
    Summarising(const store::Snapshot& snapshot, const PersonFilter& person, const SummaryContext& context)
        : snapshot_(snapshot),
          person_(person),
          context_(context),
          finder_(
              snapshot, context.search_key, context.reader,
              [this](std::uint64_t bytes) { return may_open(bytes); }, context.parts.get()) {}

    Result<SummaryResult> run() {
        TRY(sections_, read_summary_sections(context_.table, context_.canonical));
        sections_.insert(sections_.begin(), SummarySection{.title = std::string(person_title)});
        TRY(out_.persons, finder_.find(person_));
        TRY(const std::vector<Version> versions, documents_of_person());
        SummaryGathering all(sections_, context_.canonical, *context_.wordings, context_.restricted);
        for (const Version& version : versions) {
            TRY_VOID(take(version, all));
        }
        out_.left_some = out_.largest > context_.memory.document;
        if (taken_.empty()) {
            return last_damaged_
                       ? diag::fail(message::document_damaged, {},
                                    {last_damaged_->document, std::to_string(last_damaged_->number)})
                       : diag::fail(message::resource_not_there, {}, {"Patient"});
        }
        out_.apart = described_.apart();
        if (out_.apart.are_of_several()) {
            TRY_VOID(gather_apart());
        } else {
            finish(all.take());
        }
        out_.sections = std::move(sections_);
        return std::move(out_);
    }

private:
    bool may_open(std::uint64_t bytes) {
        out_.largest = std::max(out_.largest, bytes);
        return bytes <= context_.memory.document;
    }

    // The newest documents come first, by their own dates: a later version of a document keeps its older id.
    Result<std::vector<Version>> documents_of_person() {
        std::vector<Version> out;
        store::DocumentQuery query{.persons = out_.persons, .limit = 100};
        while (!query.persons.empty()) { // an empty list would mean all persons
            TRY(const store::DocumentPage page,
                documents::find_documents(snapshot_, context_.reader, query, context_.parts.get()));
            out.insert(out.end(), page.versions.begin(), page.versions.end());
            is_incomplete_ |= page.more && out.size() >= max_compared_documents;
            if (!page.more || is_incomplete_) {
                break;
            }
            query.after = page.after;
        }
        std::ranges::stable_sort(out, std::greater(), [](const Version& version) {
            const std::optional<DateRange> date = parse_date_range(version.date);
            const base::Millis from = date ? date->from : version.created;
            // a day that had not come is a slip: it makes no document the newest
            return std::tuple(from <= version.created + day_and_more, from, version.created);
        });
        return out;
    }

    Result<void> take(const Version& version, SummaryGathering& gathering) {
        if (taken_.size() == context_.most_documents || gathering.bytes() >= context_.memory.page) {
            is_incomplete_ = true;
            out_.is_full |= gathering.bytes() >= context_.memory.page;
            leave_out(version);
            return {};
        }
        TRY(const std::uint64_t bytes, view_size(snapshot_, version));
        if (!may_open(bytes)) {
            leave_out(version);
            return {};
        }
        TRY(std::unique_ptr<DocumentView> view,
            open_if_whole(snapshot_, version, damaged_, context_.parts.get()));
        if (view == nullptr) {
            last_damaged_ = version;
            leave_out(version);
            return {};
        }
        if (view->composition() != json::no_node && is_entered_in_error(view->tree(), view->composition())) {
            return {};
        }
        if (view->subject() == resources::no_entry) { // an attachment, or it does not say whose it is
            ++unread_;
            leave_out(version);
            return {};
        }
        TRY(const bool is_of_person, finder_.is_of(person_, out_.persons, *view));
        if (!is_of_person) {
            return {};
        }
        taken_.push_back(version);
        described_.add(version, describe_person(view->tree(), view->resource(view->subject())));
        OpenDocument document(std::move(view), context_.base);
        gathering.add(document);
        return {};
    }

    void leave_out(const Version& version) {
        ++count_left_out_;
        if (left_out_.size() < max_named_left_out) {
            left_out_.push_back(name_of(version));
        }
    }

    // All documents are of one person.
    void finish(SummaryContent content) {
        content.left_out = std::move(left_out_);
        content.count_left_out = count_left_out_;
        content.damaged = damaged_;
        content.unread = unread_;
        add_outcome(content, is_incomplete_ || out_.is_full || out_.left_some, taken_.size());
        for (const SummarySource& each : content.sources) {
            out_.documents.push_back(each.document);
        }
        if (context_.writes_document) {
            out_.written = summary_document(content, sections_, context_.base, name(content), context_.now);
        } else {
            out_.contents.push_back(std::move(content));
        }
    }

    // No document is made. What was gathered of all is thrown away, and each person's documents are read
    // again for those who show them apart.
    Result<void> gather_apart() {
        for (const std::vector<NamedDocument>& person : out_.apart.persons) {
            if (!context_.writes_document) {
                TRY_VOID(gather_person(person));
            }
            add_audited(person);
        }
        add_audited(out_.apart.undecided);
        out_.apart.undecided.insert(out_.apart.undecided.end(), left_out_.begin(), left_out_.end());
        out_.apart.count_undecided += count_left_out_;
        out_.apart.damaged = damaged_;
        return {};
    }

    void add_audited(const std::vector<NamedDocument>& documents) {
        for (const NamedDocument& each : documents) {
            out_.documents.push_back(each.document);
        }
    }

    Result<void> gather_person(const std::vector<NamedDocument>& documents) {
        SummaryGathering gathering(sections_, context_.canonical, *context_.wordings, context_.restricted);
        std::vector<NamedDocument> left_out;
        for (const NamedDocument& each : documents) {
            if (bytes_apart_ + gathering.bytes() >= context_.memory.page) {
                out_.is_full = true;
                left_out.push_back(each);
                continue;
            }
            const auto version = std::ranges::find(taken_, each.document, &Version::document);
            TRY(std::unique_ptr<DocumentView> view,
                open_view(snapshot_, *version, context_.parts.get())); // it opened before
            OpenDocument document(std::move(view), context_.base);
            gathering.add(document);
        }
        bytes_apart_ += gathering.bytes();
        SummaryContent& content = out_.contents.emplace_back(gathering.take());
        // whose they are is not known: each person's record may lack them
        content.damaged = damaged_;
        content.unread = unread_;
        content.count_left_out = left_out.size();
        content.left_out = std::move(left_out);
        add_outcome(content, !content.left_out.empty() || is_incomplete_ || out_.left_some,
                    documents.size() - content.count_left_out);
        return {};
    }

    // What is not in it, and why. `taken`: the documents that are.
    void add_outcome(SummaryContent& content, bool is_cut, std::size_t taken) const {
        diag::Report report;
        content.is_cut = is_cut;
        if (is_cut || content.unread > 0) {
            report.add(message::summary_incomplete, {}, {std::to_string(taken)});
        }
        report_unreadable(content.damaged, report);
        for (const NamedDocument& each : content.left_out) {
            report.add(message::document_not_summarised, {}, {url_of(each, context_.base)});
        }
        for (const NotSummarised& each : content.not_summarised) {
            report.add(message::resources_not_summarised, {},
                       {std::to_string(each.count), each.type, url_of(each.document, context_.base)});
        }
        if (content.count_not_summarised > content.not_summarised.size()) {
            report.add(message::more_not_summarised, {},
                       {std::to_string(content.count_not_summarised - content.not_summarised.size())});
        }
        if (!report.empty()) {
            content.outcome = context_.outcome(report);
        }
    }

    // No two callers, moments or persons have the same.
    std::string name(const SummaryContent& content) const {
        return fmt::format("{}#{}#{}", content.patient, context_.reader.peer.id, context_.now);
    }

    const store::Snapshot& snapshot_;
    const PersonFilter& person_;
    const SummaryContext& context_;
    PersonFinder finder_;
    std::vector<SummarySection> sections_;
    std::vector<Version> taken_;
    DescribedDocuments described_;        // those that were taken
    std::vector<NamedDocument> left_out_; // the newest of them
    std::size_t count_left_out_ = 0;
    std::size_t damaged_ = 0;       // documents that do not open
    std::size_t unread_ = 0;        // documents in which nothing can be read here
    std::uint64_t bytes_apart_ = 0; // of the contents of several persons
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
