// `renkei fetch`: what waits in a mailbox becomes files.
#include "gateway/core/base/atomic_file.h"
#include "gateway/core/base/characters.h"
#include "gateway/core/base/crash_point.h"
#include "gateway/core/base/durable_directory.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/network/client/ask.h"
#include "gateway/network/client/client.h"
#include "gateway/network/client/fetched_files.h"
#include "gateway/network/client/mailbox_notices.h"
#include "gateway/network/client/no_response.h"
#include "gateway/network/client/parse_outcome.h"
#include "gateway/network/client/status.h"
#include "gateway/network/seal/hash.h"
#include "generated/messages/base.h"
#include "generated/messages/json.h"
#include "generated/messages/server.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace renkei::client {
namespace {

namespace message = diag::message;
using base::make_directory;
using base::sync_directory;
using text::disposition_file_name;
using text::safe_file_name;
using text::sanitized;

namespace fs = std::filesystem;

constexpr std::string_view mailbox = "/mailbox";
constexpr unsigned max_same_names = 10'000;

// A delivery as the list has it.
struct ListedDelivery {
    std::string id{};
    std::string document{"-"};
    std::uint32_t version = 0;
    std::string sender{};
    bool is_withdrawal = false;
};

struct ListedPage {
    std::vector<ListedDelivery> deliveries{};
    bool has_more = false;
};

std::string place_of(const std::string& delivery) { return std::string(mailbox) + "/" + delivery; }

diag::Error list_finding(std::string place, std::string expected, std::string_view found) {
    return diag::finding(message::json_expected,
                         {.file = "GET " + std::string(mailbox), .path = std::move(place)},
                         {std::move(expected), sanitized(found)});
}

// An id becomes part of a request and of a line, and may become the name of a file.
bool is_id(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest &&
           std::ranges::all_of(text, [](char c) { return base::is_alphanumeric(c) || c == '-'; });
}

std::string_view listed_text(const json::Tree& tree, json::NodeId object, std::string_view name) {
    const json::NodeId node = tree[object].is_object() ? tree.child(object, name) : json::no_node;
    return node == json::no_node || tree[node].is_container() ? std::string_view()
           : tree[node].is_string()                           ? tree.text(node)
                                                              : tree.raw(node);
}

// The delivery at `one`; nothing if its id cannot be used.
std::optional<ListedDelivery> delivery_in(const json::Tree& tree, json::NodeId one) {
    ListedDelivery out{.id = std::string(listed_text(tree, one, "id")),
                       .sender = sanitized(listed_text(tree, one, "sender")),
                       .is_withdrawal = listed_text(tree, one, "status") == "withdrawn"};
    if (const std::string_view document = listed_text(tree, one, "document"); is_id(document)) {
        out.document = document;
    }
    const std::string_view version = listed_text(tree, one, "version");
    std::from_chars(version.data(), version.data() + version.size(), out.version);
    return is_id(out.id) ? std::optional(std::move(out)) : std::nullopt;
}

// Documents of care: for their owner alone.
diag::Result<void> write_new(const fs::path& file, std::string_view bytes) {
    TRY(base::AtomicFile out, base::AtomicFile::open(file, base::Overwrite::no, base::Permissions::owner));
    TRY_VOID(out.append(bytes));
    return out.commit();
}

std::string numbered(const std::string& name, unsigned number) {
    const fs::path wanted = name;
    return number == 1 ? name
                       : wanted.stem().string() + "-" + std::to_string(number) + wanted.extension().string();
}

bool holds(const fs::path& file, std::string_view bytes) {
    return base::read_file(file).value_or("") == bytes;
}

enum class Put : std::uint8_t { done, taken };

// The same bytes under this name are the same file: it was put before.
diag::Result<Put> put(const fs::path& folder, const std::string& name, std::string_view bytes) {
    const diag::Result<void> written = write_new(folder / name, bytes);
    if (!written && written.error().message != message::file_exists) {
        return tl::make_unexpected(written.error());
    }
    if (!written && !holds(folder / name, bytes)) {
        return Put::taken;
    }
    TRY_VOID(sync_directory(folder));
    return Put::done;
}

tl::unexpected<diag::Error> no_name(const fs::path& folder, const std::string& name) {
    return diag::fail(message::file_exists, {.file = (folder / name).string()});
}

// One fetch of a mailbox. A problem with one delivery does not block the others; without a response the rest
// is skipped.
class MailboxFetch {
public:
    MailboxFetch(HttpPool& pool, const HttpUrl& gateway, const fs::path& folder)
        : pool_(pool),
          gateway_(gateway),
          folder_(folder) {}

    diag::Result<FetchResult> run() {
        TRY_VOID(make_directory(folder_));
        std::set<std::string> seen;
        std::string after;
        while (true) {
            TRY(const ListedPage listed, list(after));
            const std::size_t before = seen.size();
            for (const ListedDelivery& delivery : listed.deliveries) {
                if (seen.insert(delivery.id).second) {
                    TRY_VOID(fetch_next(delivery));
                }
            }
            if (!listed.has_more) {
                return std::move(out_);
            }
            if (seen.size() == before) { // the same page for ever
                out_.problems.push_back(list_finding("/next", "≠ page=" + after, "page=" + after));
                return std::move(out_);
            }
            after = listed.deliveries.back().id;
        }
    }

private:
    // What is wrong with the list goes to the problems.
    diag::Result<ListedPage> list(const std::string& after) {
        const std::string page = after.empty() ? "" : "&page=" + after;
        const std::string path = gateway_.path + std::string(mailbox) + "?_count=100" + page;
        TRY(const HttpResponse response,
            ask(pool_, gateway_,
                {.method = "GET", .path = path, .fields = {{"Accept", "application/json"}}}));
        ListedPage out;
        if (!is_success(response.status)) {
            add_findings(response, std::string(mailbox));
            return out;
        }
        json::Tree tree;
        TRY_VOID(json::Parser().parse(response.body, tree));
        const json::NodeId deliveries = tree.child(json::Tree::root, "deliveries");
        if (deliveries == json::no_node) {
            out_.problems.push_back(list_finding("/deliveries", "[…]", "-"));
            return out;
        }
        for (const json::NodeId one : tree.children(deliveries)) {
            if (std::optional<ListedDelivery> delivery = delivery_in(tree, one)) {
                out.deliveries.push_back(*std::move(delivery));
            } else {
                out_.problems.push_back(list_finding("/deliveries/" + std::to_string(tree.index(one)) + "/id",
                                                     "[0-9A-Za-z-]{1,64}", listed_text(tree, one, "id")));
            }
        }
        out.has_more = tree.child(json::Tree::root, "next") != json::no_node;
        return out;
    }

    void add_findings(const HttpResponse& response, const std::string& path) {
        std::ranges::move(refusal_findings(response.status, response.body, path),
                          std::back_inserter(out_.problems));
    }

    diag::Result<void> fetch_next(const ListedDelivery& delivery) {
        const diag::Result<void> done = fetch_one(delivery);
        if (done || is_no_response(done.error())) {
            return done;
        }
        out_.problems.push_back(done.error());
        return {};
    }

    diag::Result<void> fetch_one(const ListedDelivery& delivery) {
        const std::string place = place_of(delivery.id);
        TRY(const HttpResponse response,
            ask(pool_, gateway_, {.method = "GET", .path = gateway_.path + place}));
        // withdrawn by its sender, or already fetched
        if (response.status == status::gone || response.status == status::not_found) {
            return response.status == status::gone ? acknowledge(delivery) : diag::Result<void>();
        }
        if (!is_success(response.status)) {
            add_findings(response, place);
            return {};
        }
        if (response.is_truncated) {
            return diag::fail(message::request_too_large, {.file = place},
                              {std::to_string(client_limits().body)});
        }
        if (!files_) {
            TRY(files_, FetchedFiles::open(folder_));
        }
        if (delivery.is_withdrawal) {
            TRY_VOID(keep_notice(delivery, response));
            return acknowledge(delivery);
        }
        const std::string sha = seal::to_hex(seal::sha256(response.body));
        TRY_VOID(keep(delivery, response, sha));
        return acknowledge(delivery, "?sha256=" + sha);
    }

    // `stored`: of the request, which file was put.
    diag::Result<void> acknowledge(const ListedDelivery& delivery, const std::string& stored = {}) {
        const std::string place = place_of(delivery.id);
        TRY(const HttpResponse response,
            ask(pool_, gateway_, {.method = "DELETE", .path = gateway_.path + place + stored}));
        if (!is_success(response.status) && response.status != status::not_found) {
            add_findings(response, place);
        }
        return {};
    }

    static std::string name_of(const HttpResponse& response, const ListedDelivery& delivery) {
        const std::string name = disposition_file_name(response.field("content-disposition"));
        return name.empty() ? safe_file_name(delivery.id) : name;
    }

    // The line first, then the notices about older versions, then the file: whatever a crash leaves undone is
    // done by the next fetch, under the same name.
    diag::Result<void> keep(const ListedDelivery& delivery, const HttpResponse& response,
                            const std::string& sha) {
        const FetchedEntry* const known = files_->find(delivery.id);
        const std::string wanted =
            known != nullptr && known->sha256 == sha ? known->name : name_of(response, delivery);
        for (unsigned number = 1; number <= max_same_names; ++number) {
            const FetchedEntry entry{delivery.id, delivery.document, delivery.version, sha,
                                     numbered(wanted, number)};
            const fs::path file = folder_ / entry.name;
            const bool is_free = files_->is_free(entry.name, delivery.id) &&
                                 (!fs::exists(fs::symlink_status(file)) || holds(file, response.body));
            if (!is_free) {
                continue;
            }
            TRY_VOID(files_->add(entry));
            base::crash_point("fetch.noted");
            TRY_VOID(mark_superseded(delivery, entry));
            TRY(const Put done, put(folder_, entry.name, response.body));
            base::crash_point("fetch.put");
            if (done == Put::done) {
                out_.files.push_back({delivery.id, file});
                return note_replaced(entry, response.field("renkei-replaced"));
            }
        }
        return no_name(folder_, wanted);
    }

    // The file has other characters than the document: which ones is said beside it.
    diag::Result<void> note_replaced(const FetchedEntry& entry, std::string_view replaced) {
        return replaced.empty() ? diag::Result<void>()
                                : put_notice(notice_name(entry, "notice"), replaced_notice(entry, replaced),
                                             entry.delivery);
    }

    // The document's files of the version before are superseded by this one. If the server gave a later
    // version first, this file is superseded by that one's.
    diag::Result<void> mark_superseded(const ListedDelivery& delivery, const FetchedEntry& entry) {
        if (delivery.document == "-") {
            return {};
        }
        const std::vector<FetchedEntry> files = files_->files_of(delivery.document);
        std::uint32_t before = 0;
        std::uint32_t newest = 0;
        for (const FetchedEntry& file : files) {
            before = file.version < entry.version ? std::max(before, file.version) : before;
            newest = std::max(newest, file.version);
        }
        if (newest > entry.version) {
            return put_notice(notice_name(entry, "superseded"),
                              superseded_notice(delivery.sender, entry, newest), delivery.id);
        }
        for (const FetchedEntry& file : files) {
            if (file.version == before) {
                TRY_VOID(put_notice(notice_name(file, "superseded"),
                                    superseded_notice(delivery.sender, file, entry.version), delivery.id));
            }
        }
        return {};
    }

    // Puts a notice beside each file of the document; if no file is known, one under the gateway's name.
    diag::Result<void> keep_notice(const ListedDelivery& delivery, const HttpResponse& response) {
        const FetchedEntry* const known = files_->find(delivery.id);
        if (known != nullptr && known->is_notice()) {
            return {}; // it was not acknowledged
        }
        std::vector<FetchedEntry> files = files_->files_of(delivery.document);
        std::erase_if(files, [&](const FetchedEntry& it) { return it.version >= delivery.version; });
        std::string name = name_of(response, delivery);
        bool is_named = false; // by a file
        for (const FetchedEntry& file : files) {
            if (const std::optional<std::string> notice = withdrawn_notice(response.body, file)) {
                TRY_VOID(put_notice(notice_name(file, "withdrawn"), *notice, delivery.id));
                name = file.name;
                is_named = true;
            }
        }
        if (!is_named) {
            TRY_VOID(put_notice(name, response.body, delivery.id));
        }
        return files_->add({delivery.id, delivery.document, delivery.version, "withdrawn", name});
    }

    static std::string notice_name(const FetchedEntry& file, std::string_view kind) {
        return file.name + "." + std::string(kind) + ".json";
    }

    diag::Result<void> put_notice(const std::string& wanted, const std::string& notice,
                                  const std::string& delivery) {
        for (unsigned number = 1; number <= max_same_names; ++number) {
            const std::string name = numbered(wanted, number);
            TRY(const Put done, put(folder_, name, notice));
            if (done == Put::done) {
                out_.files.push_back({delivery, folder_ / name});
                return {};
            }
        }
        return no_name(folder_, wanted);
    }

    HttpPool& pool_;
    const HttpUrl& gateway_;
    const fs::path& folder_;
    std::optional<FetchedFiles> files_{}; // once something came
    FetchResult out_{};
};

} // namespace

diag::Result<FetchResult> fetch_mailbox(HttpPool& pool, const HttpUrl& gateway, const fs::path& folder) {
    return MailboxFetch(pool, gateway, folder).run();
}

} // namespace renkei::client
