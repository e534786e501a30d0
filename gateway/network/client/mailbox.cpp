// `renkei fetch`: what waits in a mailbox becomes files.
#include "gateway/core/base/atomic_file.h"
#include "gateway/core/base/crash_point.h"
#include "gateway/core/base/file.h"
#include "gateway/core/base/staged_files.h"
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/network/client/client.h"
#include "gateway/network/client/fetched_files.h"
#include "gateway/network/client/listed_deliveries.h"
#include "gateway/network/client/mailbox_notices.h"
#include "gateway/network/client/no_response.h"
#include "gateway/network/client/parse_outcome.h"
#include "gateway/network/client/status.h"
#include "gateway/network/seal/hash.h"
#include "generated/messages/base.h"
#include "generated/messages/server.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace renkei::client {
namespace {

using base::make_directory;
using base::sync_directory;
using text::disposition_file_name;
using text::safe_file_name;

constexpr unsigned max_same_names = 10'000;
constexpr std::size_t most_together = 100; // a gateway takes no more files in one request

std::string place_of(const std::string& delivery) { return std::string(mailbox_path) + "/" + delivery; }

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
        std::vector<ListedDelivery> waiting; // for the rest of their sets
        std::string after;
        while (true) {
            TRY(ListedPage listed, list(after));
            const std::size_t before = seen.size();
            for (ListedDelivery& delivery : listed.deliveries) {
                after = delivery.id;
                if (seen.insert(delivery.id).second) {
                    waiting.push_back(std::move(delivery));
                }
            }
            const bool is_stuck = listed.has_more && seen.size() == before; // the same page for ever
            const bool is_last = !listed.has_more || is_stuck;
            TRY_VOID(fetch_sets(waiting, is_last ? waiting.size() : whole_sets(waiting)));
            if (is_stuck) {
                out_.problems.push_back(list_finding("/next", "≠ page=" + after, "page=" + after));
            }
            if (is_last) {
                return std::move(out_);
            }
        }
    }

private:
    struct Received {
        ListedDelivery delivery{};
        HttpResponse response{};
        std::string sha{};
    };
    // A file on its way to its name.
    struct Kept {
        const Received* of = nullptr;
        std::string name{};
        std::optional<base::StagedFiles::Id> staged{}; // nothing: it is there already
    };

    // What is wrong with the list goes to the problems.
    diag::Result<ListedPage> list(const std::string& after) {
        const std::string page = after.empty() ? "" : "&page=" + after;
        const std::string path = gateway_.path + std::string(mailbox_path) + "?_count=100" + page;
        TRY(const HttpResponse response,
            ask(pool_, gateway_,
                {.method = "GET", .path = path, .fields = {{"Accept", "application/json"}}}));
        if (!is_success(response.status)) {
            add_findings(response, std::string(mailbox_path));
            return ListedPage();
        }
        TRY(ListedPage out, read_page(response));
        std::ranges::move(out.problems, std::back_inserter(out_.problems));
        return out;
    }

    void add_findings(const HttpResponse& response, const std::string& path) {
        std::ranges::move(refusal_findings(response.status, response.body, path),
                          std::back_inserter(out_.problems));
    }

    // The first `count` of those that wait, in their order, each with its set.
    diag::Result<void> fetch_sets(std::vector<ListedDelivery>& waiting, std::size_t count) {
        const auto end = waiting.begin() + static_cast<std::ptrdiff_t>(count);
        for (auto at = waiting.begin(); at != end; ++at) {
            if (at->id.empty()) {
                continue; // it went with an earlier one
            }
            std::vector<ListedDelivery> together{std::exchange(*at, {})};
            for (auto other = at + 1;
                 other != end && !together.front().set.empty() && together.size() < most_together; ++other) {
                if (other->set == together.front().set) {
                    together.push_back(std::exchange(*other, {}));
                }
            }
            const diag::Result<void> done = fetch_together(std::move(together));
            if (!done && is_no_response(done.error())) {
                return done;
            }
            if (!done) {
                out_.problems.push_back(done.error());
            }
        }
        waiting.erase(waiting.begin(), end);
        return {};
    }

    // All of them, or none: what cannot be fetched now keeps the others back. If one is gone, its sender has
    // withdrawn it, and maybe the others meanwhile: those are asked for once more.
    diag::Result<void> fetch_together(std::vector<ListedDelivery> deliveries) {
        for (bool is_changed = true; is_changed;) {
            is_changed = false;
            std::vector<Received> received;
            for (const ListedDelivery& delivery : std::exchange(deliveries, {})) {
                const std::string place = place_of(delivery.id);
                TRY(HttpResponse response,
                    ask(pool_, gateway_, {.method = "GET", .path = gateway_.path + place}));
                if (response.status == status::gone) {
                    TRY_VOID(acknowledge(delivery));
                    is_changed = true;
                    continue;
                }
                if (response.status == status::not_found) { // already fetched
                    continue;
                }
                if (!is_success(response.status)) {
                    add_findings(response, place);
                    return {};
                }
                if (response.is_truncated) {
                    return diag::fail(message::request_too_large, {.file = place},
                                      {std::to_string(client_limits().body)});
                }
                std::string sha = seal::to_hex(seal::sha256(response.body));
                received.push_back({delivery, std::move(response), std::move(sha)});
                deliveries.push_back(delivery);
            }
            if (!is_changed && !received.empty()) {
                TRY_VOID(keep_and_acknowledge(received));
            }
        }
        return {};
    }

    diag::Result<void> keep_and_acknowledge(const std::vector<Received>& received) {
        if (!files_) {
            TRY(files_, FetchedFiles::open(folder_));
            TRY(base::StagedFiles opened, base::StagedFiles::open(folder_, base::Permissions::owner));
            staged_ = std::make_unique<base::StagedFiles>(std::move(opened));
        }
        const Received& first = received.front();
        if (first.delivery.is_withdrawal) {
            TRY_VOID(keep_notice(first.delivery, first.response));
            return acknowledge(first.delivery);
        }
        TRY_VOID(keep(received));
        for (const Received& each : received) {
            TRY_VOID(acknowledge(each.delivery, "?sha256=" + each.sha));
        }
        return {};
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

    // Files get their names one right after the other, when all of them are on disk.
    diag::Result<void> keep(const std::vector<Received>& received) {
        std::vector<Kept> files;
        for (const Received& each : received) {
            TRY(Kept one, note(each));
            files.push_back(std::move(one));
        }
        TRY_VOID(staged_->flush());
        for (Kept& each : files) {
            TRY_VOID(place(each));
            base::crash_point("fetch.put");
        }
        TRY_VOID(sync_directory(folder_));
        for (const Kept& each : files) {
            const Received& one = *each.of;
            out_.files.push_back({one.delivery.id, folder_ / each.name});
            TRY_VOID(note_replaced(*files_->find(one.delivery.id), one.response.field("renkei-replaced")));
        }
        return {};
    }

    // The file has other characters than the document: which ones is said beside it.
    diag::Result<void> note_replaced(const FetchedEntry& entry, std::string_view replaced) {
        return replaced.empty() ? diag::Result<void>()
                                : put_notice(notice_name(entry, "notice"), replaced_notice(entry, replaced),
                                             entry.delivery);
    }

    // The line first, then the notices about older versions, then the file: whatever a crash leaves undone is
    // done by the next fetch, under the same name.
    diag::Result<Kept> note(const Received& one) {
        const ListedDelivery& delivery = one.delivery;
        const FetchedEntry* const known = files_->find(delivery.id);
        const std::string wanted =
            known != nullptr && known->sha256 == one.sha ? known->name : name_of(one.response, delivery);
        for (unsigned number = 1; number <= max_same_names; ++number) {
            const FetchedEntry entry{delivery.id, delivery.document, delivery.version, one.sha,
                                     numbered(wanted, number)};
            const fs::path file = folder_ / entry.name;
            const bool is_there = fs::exists(fs::symlink_status(file));
            if (!files_->is_free(entry.name, delivery.id) || (is_there && !holds(file, one.response.body))) {
                continue;
            }
            TRY_VOID(files_->add(entry));
            base::crash_point("fetch.noted");
            TRY_VOID(mark_superseded(delivery, entry));
            Kept out{.of = &one, .name = entry.name};
            if (!is_there) {
                TRY(out.staged, staged_->add(one.response.body));
            }
            return out;
        }
        return no_name(folder_, wanted);
    }

    // Another program may take the name meanwhile.
    diag::Result<void> place(Kept& file) {
        while (file.staged) {
            const auto placed = staged_->place(*file.staged, file.name, base::Overwrite::no);
            if (placed || placed.error().message != message::file_exists) {
                return placed;
            }
            TRY(file, note(*file.of));
            TRY_VOID(staged_->flush());
        }
        return {};
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
    std::unique_ptr<base::StagedFiles> staged_{};
    FetchResult out_{};
};

} // namespace

diag::Result<FetchResult> fetch_mailbox(HttpPool& pool, const HttpUrl& gateway, const fs::path& folder) {
    return MailboxFetch(pool, gateway, folder).run();
}

} // namespace renkei::client
