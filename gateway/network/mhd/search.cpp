#include "gateway/network/mhd/search.h"

#include "gateway/core/json/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace renkei::mhd {
namespace {

using diag::Result;
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
          finder_(snapshot, context.search_key, context.caller,
                  [this](std::uint64_t bytes) { return may_open(bytes); }),
          after_(read_position(after)) {}

    Result<SearchResult> run() {
        for (const PersonFilter& filter : request_.persons) {
            TRY(std::vector<Hash> hashes, finder_.find(filter));
            persons_.push_back(std::move(hashes));
        }
        TRY_VOID(request_.by_id ? take_named() : take_found());
        SearchResult out;
        out.total = total_;
        out.persons = persons_.empty() ? std::vector<Hash>{} : persons_.front();
        out.documents = std::move(documents_);
        out.largest = largest_;
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
            TRY(const std::optional<store::Version> version, snapshot_.newest(document));
            const bool is_there = version && version->status == store::VersionStatus::current;
            if (is_there && documents::may_read(snapshot_, *version, context_.caller) ==
                                policy::AccessDecision::allowed) {
                TRY_VOID(take(*version));
            }
        }
        return {};
    }

    Result<void> take_found() {
        store::DocumentQuery query{
            .viewer = documents::viewer_of(context_.caller), .persons = persons_.front(), .limit = 100};
        if (query.persons.empty()) {
            return {}; // an unknown person; an empty list would mean all persons
        }
        while (true) {
            TRY(const store::DocumentPage page, snapshot_.find(query));
            for (const store::Version& version : page.versions) {
                TRY_VOID(take(version));
            }
            if (!page.more || page.versions.empty()) {
                return {};
            }
            query.after = page.versions.back().document;
        }
    }

    // Every condition on the person must hold, whichever of them found the document.
    Result<bool> is_of_persons(const store::Version& version) const {
        if (persons_.empty()) {
            return true;
        }
        TRY(const std::vector<Hash> of_document, snapshot_.persons(version.document));
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
        TRY(std::unique_ptr<DocumentView> view, open_view(snapshot_, version));
        for (const PersonFilter& filter : request_.persons) {
            TRY_VOID(finder_.note(filter, *view));
        }
        OpenDocument document(std::move(view), context_.base);
        for (const Candidate& each : candidates(document, request_.type)) {
            if (is_match(each)) {
                add_match(each);
            }
        }
        return {};
    }

    bool is_match(const Candidate& each) const {
        const bool about = std::ranges::all_of(request_.persons, [&](const PersonFilter& filter) {
            const std::string_view path =
                filter.parameter->use == SearchUse::person ? filter.parameter->path : std::string_view{};
            return is_about_subject(each, path);
        });
        return about && std::ranges::all_of(request_.filters,
                                            [&](const Filter& filter) { return matches(each, filter); });
    }

    void add_match(const Candidate& each) {
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
            add_referring(each, include);
        }
    }

    static bool is_of(const Include& include, const SearchParameter& parameter) {
        return parameter.kind == SearchKind::reference && parameter.type == include.type &&
               (include.parameter == nullptr || include.parameter == &parameter);
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
                const std::optional<Candidate> found = candidate(*each.document, target);
                if (found && (include.target.empty() || include.target == target.type)) {
                    add_entry(*found, "include");
                }
            }
        }
    }

    void add_referring(const Candidate& each, const Include& include) {
        const TypedId key = each.key();
        for (const Candidate& other : candidates(*each.document, include.type)) {
            for (const SearchParameter& parameter : search_parameters()) {
                if (!is_of(include, parameter)) {
                    continue;
                }
                const std::vector<TypedId> led_to = targets(other, parameter.path);
                if (std::ranges::any_of(led_to, [&](const TypedId& target) { return target == key; })) {
                    add_entry(other, "include");
                }
            }
        }
    }

    void add_entry(const Candidate& each, std::string_view mode) {
        const TypedId key = each.key();
        const std::string id =
            key.id.resource ? logical_id(key.id.document, *key.id.resource) : logical_id(key.id.document);
        const std::string url = fmt::format("{}/{}/{}", context_.base, key.type, id);
        std::vector<Entry>& list = mode == "match" ? matches_ : included_;
        if (std::ranges::find(list, url, &Entry::url) == list.end()) {
            list.push_back({url, each.json(), mode});
            page_bytes_ += list.back().json.size();
        }
    }

    void write(std::string& out) const {
        json::Writer writer(out);
        writer.start_object().member("resourceType", "Bundle").member("type", "searchset");
        writer.key("total").number(total_);
        writer.key("link").start_array();
        link(writer, "self", context_.self);
        if (has_more_) {
            link(writer, "next", context_.next(written(last_)));
        }
        writer.end_array();
        if (!matches_.empty() || !context_.ignored.empty()) {
            writer.key("entry").start_array();
            write_entries(writer, matches_);
            write_entries(writer, included_);
            if (!context_.ignored.empty()) {
                writer.start_object()
                    .key("resource")
                    .raw(context_.ignored)
                    .key("search")
                    .start_object()
                    .member("mode", "outcome")
                    .end_object()
                    .end_object();
            }
            writer.end_array();
        }
        writer.end_object();
    }

    static void link(json::Writer& writer, std::string_view relation, const std::string& url) {
        writer.start_object().member("relation", relation).member("url", url).end_object();
    }

    struct Entry {
        std::string url;
        std::string json;
        std::string_view mode;
    };
    // What is included by one match may be another match.
    void write_entries(json::Writer& writer, const std::vector<Entry>& entries) const {
        for (const Entry& entry : entries) {
            if (&entries == &included_ &&
                std::ranges::find(matches_, entry.url, &Entry::url) != matches_.end()) {
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
    std::uint64_t largest_ = 0;    // of the documents that were found
    std::uint64_t page_bytes_ = 0; // of the entries
    std::uint32_t matched_ = 0;
    bool has_more_ = false;
    SearchPosition last_;
    std::vector<std::string> documents_; // of the matches
    std::vector<Entry> matches_;
    std::vector<Entry> included_;
};

} // namespace

Result<SearchResult> search(const store::Snapshot& snapshot, const SearchRequest& request,
                            const SearchContext& context, std::string_view after) {
    return SearchRun(snapshot, request, context, after).run();
}

} // namespace renkei::mhd
