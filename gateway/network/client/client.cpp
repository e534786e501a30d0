#include "gateway/network/client/client.h"

#include "gateway/core/base/atomic_file.h"
#include "gateway/core/base/characters.h"
#include "gateway/core/base/durable_directory.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/core/text/words.h"
#include "gateway/network/client/no_response.h"
#include "gateway/network/client/parse_outcome.h"
#include "gateway/network/client/status.h"
#include "gateway/network/seal/hash.h"

#include <algorithm>
#include <set>

namespace renkei::client {
namespace {

using base::make_directory;
using base::sync_directory;
using text::content_disposition;
using text::disposition_file_name;
using text::safe_file_name;
using text::sanitized;

namespace fs = std::filesystem;
using diag::Message;

bool is_success(int status) { return status >= 200 && status < 300; }

diag::Result<HttpResponse> ask(HttpPool& pool, const HttpUrl& gateway, const HttpRequest& request) {
    ConnectionResult<HttpResponse> response = pool.exchange(gateway.endpoint, request);
    if (!response) {
        return tl::make_unexpected(no_response(response.error(), gateway.endpoint));
    }
    return std::move(*response);
}

void add_findings(const HttpResponse& response, const std::string& path, std::vector<diag::Error>& problems) {
    std::ranges::move(refusal_findings(response.status, response.body, path), std::back_inserter(problems));
}

std::string request_key(const OutgoingFile& file) {
    // asked for otherwise, it is another request
    const std::string read_mode = file.lenient ? "\nlenient" : "";
    return "send-" + seal::to_hex(seal::sha256(file.file_name + '\n' + file.media_type + '\n' +
                                               seal::to_hex(seal::sha256(file.bytes)) + read_mode));
}

std::string text_in(const json::Tree& tree, json::NodeId object, std::string_view name) {
    const json::NodeId node = tree[object].is_object() ? tree.child(object, name) : json::no_node;
    return node != json::no_node && tree[node].is_string() ? sanitized(tree.text(node)) : std::string();
}

// The first response is repeated; unless it was just lost, it belongs to an earlier request.
bool is_replay(const HttpResponse& response) {
    return response.field("idempotent-replayed") == "true" && !response.is_retried;
}

// The receipt names each document; without one, Location may name a single document.
std::vector<SentDocument> documents_in(const HttpResponse& response) {
    std::vector<SentDocument> out;
    json::Tree tree;
    const bool is_object =
        json::Parser().parse(response.body, tree).has_value() && tree[json::Tree::root].is_object();
    const json::NodeId documents = is_object ? tree.child(json::Tree::root, "documents") : json::no_node;
    if (documents != json::no_node && tree[documents].is_array()) {
        for (const json::NodeId each : tree.children(documents)) {
            if (std::string location = text_in(tree, each, "location"); !location.empty()) {
                out.push_back({.location = std::move(location),
                               .is_new = !is_replay(response) && text_in(tree, each, "fate") != "unchanged"});
            }
        }
    }
    if (const std::string_view one = response.field("location"); !one.empty()) {
        out.resize(1);
        out.front().location = sanitized(one);
    }
    return out;
}

// ---- the mailbox

constexpr std::string_view mailbox = "/mailbox";

std::string place_of(const std::string& delivery) { return std::string(mailbox) + "/" + delivery; }

struct Listed {
    std::vector<std::string> deliveries{};
    bool has_more = false;
};

diag::Error list_finding(std::string place, std::string expected, std::string_view found) {
    return diag::finding(Message::json_expected,
                         {.file = "GET " + std::string(mailbox), .path = std::move(place)},
                         {std::move(expected), sanitized(found)});
}

// It becomes part of a request, and may become the name of a file.
bool is_id(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest &&
           std::ranges::all_of(text, [](char c) { return base::is_alphanumeric(c) || c == '-'; });
}

// What is wrong with the list goes to the problems.
diag::Result<Listed> list(HttpPool& pool, const HttpUrl& gateway, const std::string& after,
                          FetchResult& fetched) {
    std::vector<diag::Error>& problems = fetched.problems;
    const std::string page = after.empty() ? "" : "&page=" + after;
    const std::string path = gateway.path + std::string(mailbox) + "?_count=100" + page;
    TRY(const HttpResponse response,
        ask(pool, gateway, {.method = "GET", .path = path, .fields = {{"Accept", "application/json"}}}));
    Listed out;
    if (!is_success(response.status)) {
        add_findings(response, std::string(mailbox), problems);
        return out;
    }
    json::Parser parser;
    json::Tree tree;
    TRY_VOID(parser.parse(response.body, tree));
    const json::NodeId deliveries = tree.child(json::Tree::root, "deliveries");
    if (deliveries == json::no_node) {
        problems.push_back(list_finding("/deliveries", "[…]", "-"));
        return out;
    }
    for (const json::NodeId one : tree.children(deliveries)) {
        const json::NodeId id = tree.child(one, "id");
        const std::string_view text = id == json::no_node ? std::string_view() : tree.text(id);
        if (is_id(text)) {
            out.deliveries.emplace_back(text);
        } else {
            problems.push_back(list_finding("/deliveries/" + std::to_string(tree.index(one)) + "/id",
                                            "[0-9A-Za-z-]{1,64}", text));
        }
    }
    out.has_more = tree.child(json::Tree::root, "next") != json::no_node;
    return out;
}

// Documents of care: for their owner alone.
diag::Result<void> write_new(const fs::path& file, std::string_view bytes) {
    TRY(base::AtomicFile out, base::AtomicFile::open(file, base::Overwrite::no, base::Permissions::owner));
    TRY_VOID(out.append(bytes));
    return out.commit();
}

// Where it lies now. The same file that was fetched before, but not acknowledged, is the same file.
diag::Result<fs::path> keep(const fs::path& folder, const std::string& name, std::string_view bytes) {
    const fs::path wanted = name;
    constexpr unsigned max_names = 10'000;
    diag::Result<void> written;
    for (unsigned number = 1; number < max_names; ++number) {
        const fs::path file = folder / (number == 1 ? name
                                                    : wanted.stem().string() + "-" + std::to_string(number) +
                                                          wanted.extension().string());
        written = write_new(file, bytes);
        const bool is_there = !written && written.error().message == Message::file_exists;
        if (written || (is_there && base::read_file(file).value_or("") == bytes)) {
            TRY_VOID(sync_directory(folder));
            return file;
        }
        if (!is_there) {
            break;
        }
    }
    return tl::make_unexpected(written.error());
}

diag::Result<void> acknowledge(HttpPool& pool, const HttpUrl& gateway, const std::string& delivery,
                               FetchResult& fetched) {
    const std::string place = place_of(delivery);
    TRY(const HttpResponse response, ask(pool, gateway, {.method = "DELETE", .path = gateway.path + place}));
    if (!is_success(response.status) && response.status != status::not_found) {
        add_findings(response, place, fetched.problems);
    }
    return {};
}

std::string name_of(const HttpResponse& response, const std::string& delivery) {
    const std::string name = disposition_file_name(response.field("content-disposition"));
    return name.empty() ? safe_file_name(delivery) : name;
}

diag::Result<void> fetch_one(HttpPool& pool, const HttpUrl& gateway, const fs::path& folder,
                             const std::string& delivery, FetchResult& fetched) {
    const std::string place = place_of(delivery);
    TRY(const HttpResponse response, ask(pool, gateway, {.method = "GET", .path = gateway.path + place}));
    // withdrawn by its sender, or already fetched
    if (response.status == status::gone || response.status == status::not_found) {
        return response.status == status::gone ? acknowledge(pool, gateway, delivery, fetched)
                                               : diag::Result<void>();
    }
    if (!is_success(response.status)) {
        add_findings(response, place, fetched.problems);
        return {};
    }
    if (response.is_truncated) {
        fetched.problems.push_back(diag::finding(Message::request_too_large, {.file = place},
                                                 {std::to_string(client_limits().body)}));
        return {};
    }
    const diag::Result<fs::path> file = keep(folder, name_of(response, delivery), response.body);
    if (!file) {
        fetched.problems.push_back(file.error());
        return {};
    }
    fetched.files.push_back({delivery, *file});
    return acknowledge(pool, gateway, delivery, fetched);
}

// A problem with one delivery does not block the others; without a response the rest is skipped.
diag::Result<void> fetch_next(HttpPool& pool, const HttpUrl& gateway, const fs::path& folder,
                              const std::string& delivery, FetchResult& fetched) {
    diag::Result<void> done = fetch_one(pool, gateway, folder, delivery, fetched);
    if (done || is_no_response(done.error())) {
        return done;
    }
    fetched.problems.push_back(done.error());
    return {};
}

} // namespace

HttpLimits client_limits() {
    HttpLimits out;
    out.body = 64U << 20;
    out.response = std::chrono::minutes(5);
    return out;
}

diag::Result<SendResult> send_file(HttpPool& pool, const HttpUrl& gateway, const OutgoingFile& file) {
    HttpRequest request{.method = "POST", .path = gateway.path + "/documents", .body = file.bytes};
    request.fields = {{"Accept", "application/json"}, {"Idempotency-Key", request_key(file)}};
    if (!file.media_type.empty()) {
        request.fields.emplace_back("Content-Type", file.media_type);
    }
    if (file.lenient) {
        request.fields.emplace_back("Prefer", "handling=lenient");
    }
    if (!file.language.empty()) {
        request.fields.emplace_back("Accept-Language", file.language);
    }
    if (!file.file_name.empty()) {
        request.fields.emplace_back("Content-Disposition", content_disposition(file.file_name));
    }
    TRY(HttpResponse response, ask(pool, gateway, request));
    std::vector<SentDocument> documents = documents_in(response);
    // a proxy or another server answered: nothing shows that it was kept
    if (is_success(response.status) && documents.empty()) {
        return diag::fail(Message::sent_unconfirmed, {.file = file.file_name},
                          {std::to_string(response.status)});
    }
    return SendResult{
        .status = response.status, .documents = std::move(documents), .body = std::move(response.body)};
}

diag::Result<FetchResult> fetch_mailbox(HttpPool& pool, const HttpUrl& gateway, const fs::path& folder) {
    TRY_VOID(make_directory(folder));
    FetchResult out;
    std::set<std::string> seen;
    std::string after;
    while (true) {
        TRY(const Listed listed, list(pool, gateway, after, out));
        const std::size_t before = seen.size();
        for (const std::string& delivery : listed.deliveries) {
            if (seen.insert(delivery).second) {
                TRY_VOID(fetch_next(pool, gateway, folder, delivery, out));
            }
        }
        if (!listed.has_more) {
            return out;
        }
        if (seen.size() == before) { // the same page for ever
            out.problems.push_back(list_finding("/next", "≠ page=" + after, "page=" + after));
            return out;
        }
        after = listed.deliveries.back();
    }
}

} // namespace renkei::client
