#include "gateway/network/mhd/search/search.h"

#include "gateway/core/json/writer.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/documents/readable.h"
#include "gateway/network/mhd/metadata/examples.h"
#include "gateway/network/mhd/search/person_description.h"
#include "gateway/network/mhd/search/referring_resources.h"
#include "generated/messages/mhd.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <unordered_set>

namespace renkei::mhd {
namespace {

using store::Hash;

// A place in the order of results: newest document first, in it as its resources stand.
struct SearchPosition {
    std::string document;
    std::size_t position = 0;
};

std::string written(const SearchPosition& place) {
    return fmt::format("{}/{}", place.document, place.position);
}

std::optional<SearchPosition> read_position(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    SearchPosition out{.document = std::string(text.substr(0, slash))};
    const std::string_view number = text.substr(slash + 1);
    std::from_chars(number.data(), number.data() + number.size(), out.position);
    return out;
}

bool is_behind(const SearchPosition& place, const SearchPosition& before) {
    return place.document == before.document ? place.position > before.position
                                             : place.document < before.document;
}

class SearchRun {
public:
    SearchRun(const store::Snapshot& snapshot, const SearchRequest& request, const SearchContext& context,
              std::string_view after)
        : snapshot_(snapshot),
          request_(request),
          context_(context),
          finder_(
              snapshot, context.search_key, context.reader,
              [this](std::uint64_t bytes) { return may_open(bytes); }, context.parts),
          after_(read_position(after)),
          report_(request.ignored) {}

    Result<SearchResult> run() {
        for (const PersonFilter& filter : request_.persons) {
            TRY(std::vector<Hash> hashes, finder_.find(filter));
            persons_.push_back(std::move(hashes));
        }
        const bool is_of_many = !request_.by_id && persons_.empty();
        TRY_VOID(request_.by_id ? take_named() : is_of_many ? take_described() : take_found());
        report_unreadable(damaged_, report_);
        is_total_known_ = is_total_known_ && damaged_ == 0; // what of these would match is not known
        report_other_persons();
        SearchResult out;
        out.total = total_;
        out.persons = persons_.empty() ? std::vector<Hash>{} : persons_.front();
        out.documents = std::move(documents_);
        out.largest = largest_;
        out.compared = compared_;
        out.left_some = largest_ > context_.memory.document;
        out.page_is_full = is_page_full();
        write(out.bundle);
        return out;
    }

private:
    bool may_open(std::uint64_t bytes) {
        largest_ = std::max(largest_, bytes);
        return bytes <= context_.memory.document;
    }
    bool is_page_full() const { return page_bytes_ >= context_.memory.page; }

    Result<void> take_named() {
        std::set<std::string, std::greater<>> documents; // as find() gives them: newest first
        for (const LogicalId& id : request_.ids) {
            documents.insert(id.document);
        }
        for (const std::string& document : documents) {
            TRY(const std::optional<store::Version> version,
                documents::readable_newest(snapshot_, document, context_.reader, context_.parts));
            if (version) {
                TRY_VOID(take(*version));
            }
        }
        return {};
    }

    Result<void> take_found() {
        store::DocumentQuery query{.persons = persons_.front(), .limit = 100};
        if (query.persons.empty()) {
            return {}; // an unknown person; an empty list would mean all persons
        }
        while (true) {
            TRY(const store::DocumentPage page,
                documents::find_documents(snapshot_, context_.reader, query, context_.parts));
            for (const store::Version& version : page.versions) {
                TRY_VOID(take(version));
            }
            if (!page.more) {
                return {};
            }
            query.after = page.after;
        }
    }

    // A page goes on behind the document that the one before ended with, so the total stays unknown.
    Result<void> take_described() {
        store::DocumentQuery query{.after = after_ ? after_->document : std::string(), .limit = 100};
        is_total_known_ = !after_;
        std::size_t compared = 0;
        while (true) {
            TRY(const store::DocumentPage page, access::find_documents(snapshot_, context_.reader, query));
            for (const store::Version& version : page.versions) {
                const bool is_enough = compared == context_.most_compared;
                if (is_enough || matched_ == request_.count || is_page_full()) {
                    has_more_ = !request_.only_total;
                    is_total_known_ = false;
                    if (is_enough) {
                        report_.add(diag::message::search_incomplete, {}, {std::to_string(compared)});
                    }
                    return {};
                }
                ++compared;
                last_ = {.document = version.document};
                TRY_VOID(take(version));
            }
            if (!page.more) {
                return {};
            }
            query.after = page.after;
        }
    }

    // Every condition on the person must hold, whichever of them found the document.
    Result<bool> is_of_persons(const store::Version& version) const {
        if (persons_.empty()) {
            return true;
        }
        TRY(const std::vector<Hash> of_document, snapshot_.persons(version.document, version.number));
        return std::ranges::all_of(persons_, [&](const std::vector<Hash>& wanted) {
            return std::ranges::find_first_of(wanted, of_document) != wanted.end();
        });
    }

    Result<void> take(const store::Version& version) {
        TRY(const bool is_wanted, is_of_persons(version));
        if (!is_wanted) {
            return {};
        }
        TRY(const std::uint64_t bytes, view_size(snapshot_, version));
        if (!may_open(bytes)) {
            return {};
        }
        TRY(std::unique_ptr<DocumentView> view, open_if_whole(snapshot_, version, damaged_, context_.parts));
        if (view == nullptr) {
            return {};
        }
        for (std::size_t i = 0; i < request_.persons.size(); ++i) {
            TRY(bool is_of_person, finder_.is_of(request_.persons[i], persons_[i], *view));
            if (is_of_person && version.part) {
                TRY(is_of_person, finder_.says(*view, persons_[i]));
            }
            if (!is_of_person) {
                return {};
            }
        }
        const bool has_person = !request_.persons.empty() && view->subject() != resources::no_entry;
        const PersonDescription person =
            has_person ? describe_person(view->tree(), view->resource(view->subject())) : PersonDescription{};
        if (contradicts_named(person)) {
            ++left_out_;
            return {};
        }
        OpenDocument document(std::move(view), context_.base);
        ReferringResources referring(document);
        const std::uint64_t before = total_;
        for (const Candidate& each : candidates(document, request_.type)) {
            ++compared_;
            if (is_match(each)) {
                add_match(each, referring);
            }
        }
        if (has_person && total_ > before) {
            found_.push_back(person);
        }
        return {};
    }

    // The document has a number of the Patient that the search names, and is another person's all the same.
    bool contradicts_named(const PersonDescription& person) const {
        const std::vector<PersonDescription>& named = finder_.named();
        return !named.empty() && std::ranges::all_of(named, [&](const PersonDescription& each) {
            return compare_persons(each, person).is_contradiction();
        });
    }

    void report_other_persons() {
        if (left_out_ > 0) {
            report_.add(diag::message::search_other_person, {}, {std::to_string(left_out_)});
        }
        const PersonsApart apart = tell_apart(found_);
        if (apart.persons.size() > 1) {
            report_.add(diag::message::search_persons_differ, {},
                        {std::to_string(apart.persons.size()), differing_elements(apart.differences)});
        }
    }

    // Filters first: they cost less than following references, and leave less.
    bool is_match(const Candidate& each) const {
        const bool is_wanted = std::ranges::all_of(
            request_.filters, [&](const Filter& filter) { return matches(each, filter); });
        const bool is_person = !request_.by_demographics || request_.by_id || is_about_subject(each, {});
        return is_wanted && is_person &&
               std::ranges::all_of(request_.persons, [&](const PersonFilter& filter) {
                   const std::string_view path = filter.parameter->use == SearchUse::person
                                                     ? filter.parameter->path
                                                     : std::string_view{};
                   return is_about_subject(each, path);
               });
    }

    void add_match(const Candidate& each, ReferringResources& referring) {
        ++total_;
        const SearchPosition place{each.document->view().version().document,
                                   each.number == resources::no_entry ? 0 : each.number + std::size_t{1}};
        if (request_.only_total || (after_ && !is_behind(place, *after_))) {
            return;
        }
        if (matched_ == request_.count || is_page_full()) {
            has_more_ = true;
            return;
        }
        ++matched_;
        last_ = place;
        if (documents_.empty() || documents_.back() != place.document) { // one after the other
            documents_.push_back(place.document);
        }
        add_entry(each, "match");
        for (const Include& include : request_.includes) {
            add_included(each, include);
        }
        for (const Include& include : request_.back_includes) {
            for (const Candidate& other : referring.of(each.key(), include, compared_)) {
                add_entry(other, "include");
            }
        }
    }

    void add_included(const Candidate& each, const Include& include) {
        if (include.type != each.type()) {
            return;
        }
        for (const SearchParameter& parameter : search_parameters()) {
            if (!is_of(include, parameter)) {
                continue;
            }
            for (const TypedId& target : targets(each, parameter.path)) {
                ++compared_;
                const std::optional<Candidate> found = candidate(*each.document, target);
                if (found && (include.target.empty() || include.target == target.type)) {
                    add_entry(*found, "include");
                }
            }
        }
    }

    void add_entry(const Candidate& each, std::string_view mode) {
        const TypedId key = each.key();
        const std::string id =
            key.id.resource ? logical_id(key.id.document, *key.id.resource) : logical_id(key.id.document);
        const std::string url = fmt::format("{}/{}/{}", context_.base, key.type, id);
        EntryList& list = mode == "match" ? matches_ : included_;
        if (list.urls.insert(url).second) {
            list.entries.push_back({url, each.json(), mode});
            page_bytes_ += list.entries.back().json.size();
        }
    }

    void write(std::string& out) const {
        json::Writer writer(out);
        writer.start_object().member("resourceType", "Bundle").member("type", "searchset");
        if (is_total_known_) {
            writer.key("total").number(total_);
        }
        writer.key("link").raw(
            by_example("searchset links",
                       {{"self", context_.self}, {"next", has_more_ ? context_.next(written(last_)) : ""}}));
        if (!matches_.entries.empty() || !report_.empty()) {
            writer.key("entry").start_array();
            write_entries(writer, matches_);
            write_entries(writer, included_);
            if (!report_.empty()) {
                writer.raw(by_example("searchset outcome", {{"outcome", context_.outcome(report_)}}));
            }
            writer.end_array();
        }
        writer.end_object();
    }

    struct Entry {
        std::string url;
        std::string json;
        std::string_view mode;
    };
    // Each once.
    struct EntryList {
        std::vector<Entry> entries;
        std::unordered_set<std::string> urls;
    };
    // What is included by one match may be another match.
    void write_entries(json::Writer& writer, const EntryList& list) const {
        for (const Entry& entry : list.entries) {
            if (&list == &included_ && matches_.urls.contains(entry.url)) {
                continue;
            }
            writer.start_object().member("fullUrl", entry.url).key("resource").raw(entry.json);
            writer.key("search").start_object().member("mode", entry.mode).end_object().end_object();
        }
    }

    const store::Snapshot& snapshot_;
    const SearchRequest& request_;
    const SearchContext& context_;
    PersonFinder finder_;
    std::optional<SearchPosition> after_;
    std::vector<std::vector<Hash>> persons_; // by person filter
    std::uint64_t total_ = 0;
    bool is_total_known_ = true;
    diag::Report report_;                  // what was not understood, and what is not in the result
    std::vector<PersonDescription> found_; // of the documents with matches
    std::size_t left_out_ = 0;             // documents of other persons
    std::size_t damaged_ = 0;              // documents that do not open
    std::uint64_t largest_ = 0;            // of the documents that were found
    std::uint64_t page_bytes_ = 0;         // of the entries
    std::uint64_t compared_ = 0;
    std::uint32_t matched_ = 0;
    bool has_more_ = false;
    SearchPosition last_;
    std::vector<std::string> documents_; // of the matches
    EntryList matches_;
    EntryList included_;
};

} // namespace

Result<SearchResult> search(const store::Snapshot& snapshot, const SearchRequest& request,
                            const SearchContext& context, std::string_view after) {
    return SearchRun(snapshot, request, context, after).run();
}

} // namespace renkei::mhd
