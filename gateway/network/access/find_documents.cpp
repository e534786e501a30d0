#include "gateway/network/access/find_documents.h"

#include "gateway/network/access/document_access.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/access/reader.h"

#include <algorithm>
#include <map>
#include <set>

namespace renkei::access {
namespace {

using store::Hash;
using store::Version;

// The database finds what the reader may see by direct exchange, and what a person's rights open. Each
// document of a form that the matrix knows is then decided by the same function as one that is read.
class HubSearch {
public:
    HubSearch(const store::Snapshot& snapshot, const Reader& reader, store::DocumentQuery query,
              const IsPartThere& is_part_there)
        : snapshot_(snapshot),
          reader_(reader),
          is_part_there_(is_part_there),
          rights_(snapshot, reader, is_part_there ? Parts::shown : Parts::left_out),
          query_(std::move(query)) {}

    // A page ends behind the last document that is shown: what is left out stands in no token.
    diag::Result<store::DocumentPage> run() && {
        TRY_VOID(query_.persons.empty() ? leave_out_received() : ask_persons());
        const std::uint32_t limit = query_.limit;
        query_.limit = limit + 1; // to know whether there is more
        for (bool more = true; more && documents_.size() <= limit;) {
            TRY(const store::DocumentPage page, snapshot_.find(query_));
            more = page.more;
            query_.after = page.after;
            TRY_VOID(look_up(page));
            for (const Version& version : page.versions) {
                TRY_VOID(take(version));
            }
        }
        out_.more = documents_.size() > limit;
        if (out_.more) {
            const auto behind = documents_.begin() + limit;
            std::erase_if(out_.versions, [&](const Version& it) {
                return std::find(behind, documents_.end(), it.document) != documents_.end();
            });
            out_.after = documents_[limit - 1];
        }
        return std::move(out_);
    }

private:
    // What the reader brought of a newest version is its own, as the database found it.
    bool is_own(const Version& version) const {
        return query_.only_current && version.submitter == reader_.peer.id;
    }
    // As the database found it, it may be shown: the hub neither opens nor closes such a form to the reader.
    // Of newest versions without a person the database has left out what it closes.
    bool is_found_right(const Version& version) const {
        return reader_.hub->matrix.kinds_of_form(version.form).empty() ||
               (query_.only_current && (query_.persons.empty() || !concerns_hub(reader_, version.form)));
    }
    bool names_only_asked(const std::vector<store::NamedPerson>& persons, std::uint32_t number) const {
        return !persons.empty() && std::ranges::all_of(persons, [&](const store::NamedPerson& it) {
            return it.version != number ||
                   std::ranges::find(query_.persons, it.person) != query_.persons.end();
        });
    }
    bool may_be_concealed(const Version& version) const {
        return asks_for_concealed_ || stated_.contains(version.document);
    }

    // Asks of the whole page in few statements.
    diag::Result<void> look_up(const store::DocumentPage& page) {
        std::vector<std::string> documents;
        for (const Version& version : page.versions) {
            if (!is_own(version) && (documents.empty() || documents.back() != version.document)) {
                documents.push_back(version.document);
            }
        }
        std::map<std::string, std::vector<store::NamedPerson>> named;
        if (query_.only_current && !query_.persons.empty()) {
            TRY(named, snapshot_.named_persons(documents));
        }
        std::vector<Version> with_others; // who may be hidden
        for (const Version& version : page.versions) {
            if (!is_own(version) && !names_only_asked(named[version.document], version.number)) {
                with_others.push_back({.document = version.document, .number = version.number});
            }
        }
        TRY(stated_, snapshot_.with_stated_persons(with_others));
        documents.clear();
        opened_.clear();
        for (const Version& version : page.versions) {
            if (is_own(version) || (!may_be_concealed(version) && is_found_right(version))) {
                continue;
            }
            if (query_.only_current && !may_be_concealed(version) &&
                version.status == store::VersionStatus::current) {
                TRY(const bool is_open, rights_.opens(named[version.document], version.number, version.form));
                if (is_open) {
                    opened_.insert(version.document);
                    continue;
                }
            }
            if (documents.empty() || documents.back() != version.document) {
                documents.push_back(version.document);
            }
        }
        return rights_.look_up(documents);
    }

    // A list without a person has, of forms that are shared by the matrix, what the reader brought.
    diag::Result<void> leave_out_received() {
        for (const std::string_view form : reader_.hub->matrix.forms()) {
            if (is_by_matrix(reader_, form)) {
                query_.only_brought.emplace_back(form);
            }
        }
        return {};
    }

    // What they open; those who are concealed open nothing. Of a form that is closed of all of them the
    // database finds what the reader brought alone.
    diag::Result<void> ask_persons() {
        std::map<std::string_view, std::size_t> closed; // of how many of them
        for (const Hash& each : query_.persons) {
            TRY(PersonAccess* const person, rights_.of_person(each));
            if (person->is_concealed()) {
                asks_for_concealed_ = true;
                continue;
            }
            bool opens_some = false;
            for (const std::string_view form : reader_.hub->matrix.forms()) {
                if (!query_.form.empty() && query_.form != form) {
                    continue;
                }
                TRY(const PersonAccess::Verdict* const verdict, person->of_form(form));
                if (verdict->is_open || (is_part_there_ && verdict->part)) {
                    opens_some = true;
                    add_form(form);
                }
                closed[form] += !verdict->is_open && person->closes_for_receivers(form) ? 1 : 0;
            }
            if (opens_some) {
                query_.open.persons.push_back(each);
            }
        }
        for (const auto& [form, persons] : closed) {
            if (query_.only_current && persons == query_.persons.size()) {
                query_.only_brought.emplace_back(form);
            }
        }
        return {};
    }

    void add_form(std::string_view form) {
        if (std::ranges::find(query_.open.forms, form) == query_.open.forms.end()) {
            query_.open.forms.emplace_back(form);
        }
    }

    diag::Result<void> take(Version version) {
        std::optional<sharing::FormPart> part;
        TRY(const policy::VersionAccess access, access_of(version, part));
        if (part) {
            version = store::as_part(std::move(version), *std::move(part));
            TRY(const bool is_there, is_part_there_(version));
            if (!is_there) {
                return {};
            }
        } else if (access == policy::VersionAccess::not_a_party) {
            return {};
        }
        if (documents_.empty() || documents_.back() != version.document) { // one after the other
            documents_.push_back(version.document);
        }
        out_.versions.push_back(!version.part && access == policy::VersionAccess::gone
                                    ? store::as_gone(std::move(version))
                                    : std::move(version));
        return {};
    }

    diag::Result<policy::VersionAccess> access_of(const Version& version,
                                                  std::optional<sharing::FormPart>& part) {
        const bool is_asked = may_be_concealed(version) || !is_found_right(version);
        if (is_own(version) || opened_.contains(version.document) || !is_asked) {
            return policy::VersionAccess::shown;
        }
        if (last_ != version.document) { // versions of one document come one after the other
            TRY(access_of_last_, rights_.of_found(version.document));
            last_ = version.document;
        }
        const DocumentAccess& access = access_of_last_;
        // What the reader brought is there for every person alike: that it was not would say who is hidden.
        if (may_be_concealed(version) && !access.is_brought(reader_.peer, version.number)) {
            TRY(const bool is_concealed, rights_.is_concealed(version.document, version.number));
            if (is_concealed) {
                return policy::VersionAccess::not_a_party;
            }
        }
        if (is_found_right(version)) {
            return policy::VersionAccess::shown;
        }
        const sharing::FormPart* const shown = access.part_of_newest(reader_.peer);
        // who sent what is about a hidden person is a place, too
        const bool may_be_found = shown != nullptr && (shown->of_hidden == nullptr || query_.senders.empty());
        if (may_be_found && version.number == access.history.newest) {
            part = *shown;
        }
        return access.of(reader_.peer, version.number);
    }

    const store::Snapshot& snapshot_;
    const Reader& reader_;
    const IsPartThere& is_part_there_;
    DocumentRights rights_;
    store::DocumentQuery query_;
    bool asks_for_concealed_ = false;
    std::set<std::string> opened_{}; // of the page of the database: documents that the hub opens whole
    std::string last_{};             // the document that was decided last
    DocumentAccess access_of_last_{};
    std::set<std::string> stated_{}; // of the page of the database: documents that may be concealed
    store::DocumentPage out_{};
    std::vector<std::string> documents_{}; // of out_, in its order; at the end more than the page has
};

} // namespace

store::Viewer viewer_of(const policy::Peer& peer) { return {peer.id, policy::identifiers_of(peer.numbers)}; }

diag::Result<store::DocumentPage> find_documents(const store::Snapshot& snapshot, const Reader& reader,
                                                 store::DocumentQuery query,
                                                 const IsPartThere& is_part_there) {
    query.viewer = viewer_of(reader.peer);
    return reader.hub == nullptr ? snapshot.find(query)
                                 : HubSearch(snapshot, reader, std::move(query), is_part_there).run();
}

} // namespace renkei::access
