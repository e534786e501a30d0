#include "gateway/network/access/find_documents.h"

#include "gateway/network/access/document_access.h"

#include <algorithm>
#include <set>

namespace renkei::access {
namespace {

using store::Hash;
using store::Version;

// Of the database, for one page of ours: where most of what is found is closed, a page is short.
constexpr unsigned most_pages = 20;

// The database finds what the reader may see by direct exchange, and what a person's rights open. Each
// document of a form that the matrix knows is then decided by the same function as one that is read.
class HubSearch {
public:
    HubSearch(const store::Snapshot& snapshot, const Reader& reader, store::DocumentQuery query)
        : snapshot_(snapshot),
          reader_(reader),
          sight_(snapshot, reader),
          query_(std::move(query)),
          is_of_persons_(!query_.persons.empty()) {}

    diag::Result<store::DocumentPage> run() && {
        TRY_VOID(ask_persons());
        const std::uint32_t limit = query_.limit;
        out_.more = true;
        for (unsigned pages = 0; out_.more && documents_.size() <= limit && pages < most_pages; ++pages) {
            TRY(store::DocumentPage page, snapshot_.find(query_));
            out_.more = page.more;
            query_.after = page.after;
            for (Version& version : page.versions) {
                TRY_VOID(take(std::move(version)));
            }
        }
        if (documents_.size() > limit) { // only to know that there is more
            std::erase_if(out_.versions, [&](const Version& it) { return !is_among_first(it, limit); });
            out_.more = true;
            query_.after = documents_[limit - 1];
        }
        out_.after = out_.more ? query_.after : std::string();
        return std::move(out_);
    }

private:
    // What they open; those who are concealed are left out.
    diag::Result<void> ask_persons() {
        std::vector<Hash> seen;
        for (const Hash& each : query_.persons) {
            TRY(PersonAccess* const person, sight_.of_person(each));
            if (person->is_concealed()) {
                continue;
            }
            seen.push_back(each);
            bool opens_some = false;
            for (const std::string_view form : reader_.hub->matrix.forms()) {
                const bool is_asked = query_.form.empty() || query_.form == form;
                if (is_asked && person->of_form(form).is_open) {
                    opens_some = true;
                    add_form(form);
                }
            }
            if (opens_some) {
                query_.open.persons.push_back(each);
            }
        }
        if (seen.empty() && is_of_persons_) {
            seen.emplace_back(); // nobody's: an empty list would mean all persons
        }
        query_.persons = std::move(seen);
        return {};
    }

    void add_form(std::string_view form) {
        if (std::ranges::find(query_.open.forms, form) == query_.open.forms.end()) {
            query_.open.forms.emplace_back(form);
        }
    }

    diag::Result<void> take(Version version) {
        TRY(const bool is_seen, is_seen_by_reader(version));
        if (is_seen) {
            if (documents_.empty() || documents_.back() != version.document) { // one after the other
                documents_.push_back(version.document);
            }
            out_.versions.push_back(std::move(version));
        }
        return {};
    }

    diag::Result<bool> is_seen_by_reader(const Version& version) {
        if (!is_of_persons_) {
            TRY(const bool is_concealed, sight_.is_concealed(version.document, version.number));
            if (is_concealed) {
                return false;
            }
        }
        if (reader_.hub->matrix.kinds_of_form(version.form).empty()) {
            return true;
        }
        TRY(const DocumentAccess access, sight_.of_document(version.document));
        return access.of(reader_.peer, version.number) != policy::VersionAccess::not_a_party;
    }

    bool is_among_first(const Version& version, std::uint32_t limit) const {
        return std::find(documents_.begin(), documents_.begin() + limit, version.document) !=
               documents_.begin() + limit;
    }

    const store::Snapshot& snapshot_;
    const Reader& reader_;
    Sight sight_;
    store::DocumentQuery query_;
    bool is_of_persons_;
    store::DocumentPage out_{};
    std::vector<std::string> documents_{}; // of out_, in its order
};

} // namespace

store::Viewer viewer_of(const policy::Peer& peer) { return {peer.id, policy::identifiers_of(peer.numbers)}; }

diag::Result<store::DocumentPage> find_documents(const store::Snapshot& snapshot, const Reader& reader,
                                                 store::DocumentQuery query) {
    query.viewer = viewer_of(reader.peer);
    query.open = {};
    return reader.hub == nullptr ? snapshot.find(query)
                                 : HubSearch(snapshot, reader, std::move(query)).run();
}

} // namespace renkei::access
