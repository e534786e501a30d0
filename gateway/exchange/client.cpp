#include "gateway/exchange/client.h"

#include "gateway/base/file.h"
#include "gateway/exchange/durable.h"
#include "gateway/exchange/file_name_field.h"
#include "gateway/json/parser.h"
#include "gateway/seal/hash.h"

namespace renkei::exchange {
namespace {

namespace fs = std::filesystem;
using diag::Message;

constexpr int not_found = 404;
constexpr int gone = 410;

bool is_success(int status) { return status >= 200 && status < 300; }

diag::Result<HttpAnswer> ask(HttpPool& pool, const Target& gateway, const HttpRequest& request) {
    Wired<HttpAnswer> answer = pool.exchange(gateway.endpoint, request);
    if (!answer) {
        return diag::fail(Message::server_unreachable, {}, {answer.error().words});
    }
    return std::move(*answer);
}

diag::Error refused(const HttpAnswer& answer) {
    constexpr std::size_t enough = 1000;
    return diag::finding(Message::server_refused, {}, {std::to_string(answer.status), answer.body.substr(0, enough)});
}

std::string key_of(const OutgoingFile& file) {
    return "send-" + seal::to_hex(seal::sha256(file.file_name + '\n' + file.media_type + '\n' + seal::to_hex(seal::sha256(file.bytes))));
}

// ---- the mailbox

struct Listed {
    std::vector<std::string> deliveries{};
    bool has_more = false;
};

diag::Result<Listed> list(HttpPool& pool, const Target& gateway, const std::string& after) {
    const std::string page = after.empty() ? "" : "&page=" + after;
    TRY(const HttpAnswer answer, ask(pool, gateway, {.method = "GET", .path = gateway.path + "/mailbox?_count=100" + page, .fields = {{"Accept", "application/json"}}}));
    if (!is_success(answer.status)) {
        return tl::make_unexpected(refused(answer));
    }
    json::Parser parser;
    json::Tree tree;
    TRY_VOID(parser.parse(answer.body, tree));
    Listed out;
    const json::NodeId deliveries = tree.child(json::Tree::root, "deliveries");
    if (deliveries == json::no_node) {
        return tl::make_unexpected(refused(answer));
    }
    for (const json::NodeId one : tree.children(deliveries)) {
        const json::NodeId id = tree.child(one, "id");
        if (id != json::no_node) {
            out.deliveries.emplace_back(tree.text(id));
        }
    }
    out.has_more = tree.child(json::Tree::root, "next") != json::no_node;
    return out;
}

// Where it lies now. The same file that was fetched before, but not acknowledged, is the same file.
diag::Result<fs::path> keep(const fs::path& folder, const std::string& name, std::string_view bytes) {
    const fs::path wanted = name;
    constexpr unsigned most_names = 10'000;
    diag::Result<void> written;
    for (unsigned number = 1; number < most_names; ++number) {
        const fs::path file =
            folder / (number == 1 ? name : wanted.stem().string() + "-" + std::to_string(number) + wanted.extension().string());
        written = base::write_file(file, bytes, base::Overwrite::no);
        const bool is_there = !written && written.error().message == Message::file_exists;
        if (written || (is_there && base::read_file(file).value_or("") == bytes)) {
            TRY_VOID(flush_folder(folder));
            return file;
        }
        if (!is_there) {
            break;
        }
    }
    return tl::make_unexpected(written.error());
}

diag::Result<void> acknowledge(HttpPool& pool, const Target& gateway, const std::string& delivery) {
    TRY(const HttpAnswer answer, ask(pool, gateway, {.method = "DELETE", .path = gateway.path + "/mailbox/" + delivery}));
    return is_success(answer.status) || answer.status == not_found ? diag::Result<void>() : tl::make_unexpected(refused(answer));
}

std::string name_of(const HttpAnswer& answer, const std::string& delivery) {
    const std::string name = read_file_name(answer.field("content-disposition"));
    return name.empty() ? delivery : name;
}

diag::Result<void> fetch_one(HttpPool& pool, const Target& gateway, const fs::path& folder, const std::string& delivery, Fetched& fetched) {
    TRY(const HttpAnswer answer, ask(pool, gateway, {.method = "GET", .path = gateway.path + "/mailbox/" + delivery}));
    if (answer.status == gone || answer.status == not_found) { // taken back by its sender, or fetched by somebody else meanwhile
        return answer.status == gone ? acknowledge(pool, gateway, delivery) : diag::Result<void>();
    }
    if (!is_success(answer.status) || answer.is_cut) {
        fetched.problems.push_back(refused(answer));
        return {};
    }
    TRY(const fs::path file, keep(folder, name_of(answer, delivery), answer.body));
    TRY_VOID(acknowledge(pool, gateway, delivery));
    fetched.files.push_back({delivery, file});
    return {};
}

} // namespace

HttpLimits client_limits() {
    HttpLimits out;
    out.body = 64U << 20;
    out.answer = std::chrono::minutes(5);
    return out;
}

diag::Result<SendAnswer> send_file(HttpPool& pool, const Target& gateway, const OutgoingFile& file) {
    HttpRequest request{.method = "POST", .path = gateway.path + "/documents", .body = file.bytes};
    request.fields = {{"Accept", "application/json"}, {"Idempotency-Key", key_of(file)}};
    if (!file.media_type.empty()) {
        request.fields.emplace_back("Content-Type", file.media_type);
    }
    if (!file.language.empty()) {
        request.fields.emplace_back("Accept-Language", file.language);
    }
    if (!file.file_name.empty()) {
        request.fields.emplace_back("Content-Disposition", file_name_field(file.file_name));
    }
    TRY(HttpAnswer answer, ask(pool, gateway, request));
    return SendAnswer{.status = answer.status, .location = std::string(answer.field("location")), .body = std::move(answer.body)};
}

diag::Result<Fetched> fetch_mailbox(HttpPool& pool, const Target& gateway, const fs::path& folder) {
    TRY_VOID(make_folder(folder));
    Fetched out;
    std::string after;
    while (true) {
        TRY(const Listed listed, list(pool, gateway, after));
        for (const std::string& delivery : listed.deliveries) {
            TRY_VOID(fetch_one(pool, gateway, folder, delivery, out));
        }
        if (!listed.has_more || listed.deliveries.empty()) {
            return out;
        }
        after = listed.deliveries.back();
    }
}

} // namespace renkei::exchange
