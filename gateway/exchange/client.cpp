#include "gateway/exchange/client.h"

#include "gateway/base/new_file.h"
#include "gateway/exchange/durable.h"
#include "gateway/exchange/file_name_field.h"
#include "gateway/exchange/no_answer.h"
#include "gateway/exchange/outside_text.h"
#include "gateway/exchange/status.h"
#include "gateway/exchange/told.h"
#include "gateway/json/parser.h"
#include "gateway/seal/hash.h"
#include "gateway/text/words.h"

#include <algorithm>
#include <set>

namespace renkei::exchange {
namespace {

namespace fs = std::filesystem;
using diag::Message;

bool is_success(int status) { return status >= 200 && status < 300; }

diag::Result<HttpAnswer> ask(HttpPool& pool, const Target& gateway, const HttpRequest& request) {
    Wired<HttpAnswer> answer = pool.exchange(gateway.endpoint, request);
    if (!answer) {
        Problem& problem = answer.error();
        if (!problem.distrusted) { // somebody else may answer there, or nobody
            problem.words = to_text(gateway.endpoint) + ": " + problem.words;
        }
        return tl::make_unexpected(no_answer(problem));
    }
    return std::move(*answer);
}

void add_refusal(const HttpAnswer& answer, const std::string& path, std::vector<diag::Error>& problems) {
    std::ranges::move(told_of_refusal(answer.status, answer.body, path), std::back_inserter(problems));
}

std::string request_key(const OutgoingFile& file) {
    const std::string manner = file.lenient ? "\nlenient" : ""; // asked for otherwise, it is another request
    return "send-" + seal::to_hex(seal::sha256(file.file_name + '\n' + file.media_type + '\n' + seal::to_hex(seal::sha256(file.bytes)) + manner));
}

std::string text_in(const json::Tree& tree, json::NodeId object, std::string_view name) {
    const json::NodeId node = tree[object].is_object() ? tree.child(object, name) : json::no_node;
    return node != json::no_node && tree[node].is_string() ? presentable(tree.text(node)) : std::string();
}

// The first answer is told again; unless it was lost on the way just now, it is of an earlier request.
bool is_of_before(const HttpAnswer& answer) { return answer.field("idempotent-replayed") == "true" && !answer.is_repeated; }

// The receipt names each document; who answers without one may still tell where the only one is.
std::vector<SentDocument> documents_in(const HttpAnswer& answer) {
    std::vector<SentDocument> out;
    json::Tree tree;
    const bool is_object = json::Parser().parse(answer.body, tree).has_value() && tree[json::Tree::root].is_object();
    const json::NodeId documents = is_object ? tree.child(json::Tree::root, "documents") : json::no_node;
    if (documents != json::no_node && tree[documents].is_array()) {
        for (const json::NodeId each : tree.children(documents)) {
            if (std::string location = text_in(tree, each, "location"); !location.empty()) {
                out.push_back({.location = std::move(location), .is_news = !is_of_before(answer) && text_in(tree, each, "fate") != "unchanged"});
            }
        }
    }
    if (const std::string_view one = answer.field("location"); !one.empty()) {
        out.resize(1);
        out.front().location = presentable(one);
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

diag::Error wrong_in_list(std::string place, std::string expected, std::string_view found) {
    return diag::finding(Message::json_expected, {.file = "GET " + std::string(mailbox), .path = std::move(place)}, {std::move(expected), presentable(found)});
}

// It becomes part of a request, and may become the name of a file.
bool is_id(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) { return text::is_alpha(c) || text::is_digit(c) || c == '-'; });
}

// What is wrong with the list goes to the problems.
diag::Result<Listed> list(HttpPool& pool, const Target& gateway, const std::string& after, Fetched& fetched) {
    std::vector<diag::Error>& problems = fetched.problems;
    const std::string page = after.empty() ? "" : "&page=" + after;
    const std::string path = gateway.path + std::string(mailbox) + "?_count=100" + page;
    TRY(const HttpAnswer answer, ask(pool, gateway, {.method = "GET", .path = path, .fields = {{"Accept", "application/json"}}}));
    Listed out;
    if (!is_success(answer.status)) {
        add_refusal(answer, std::string(mailbox), problems);
        return out;
    }
    json::Parser parser;
    json::Tree tree;
    TRY_VOID(parser.parse(answer.body, tree));
    const json::NodeId deliveries = tree.child(json::Tree::root, "deliveries");
    if (deliveries == json::no_node) {
        problems.push_back(wrong_in_list("/deliveries", "[…]", "-"));
        return out;
    }
    for (const json::NodeId one : tree.children(deliveries)) {
        const json::NodeId id = tree.child(one, "id");
        const std::string_view text = id == json::no_node ? std::string_view() : tree.text(id);
        if (is_id(text)) {
            out.deliveries.emplace_back(text);
        } else {
            problems.push_back(wrong_in_list("/deliveries/" + std::to_string(tree.index(one)) + "/id", "[0-9A-Za-z-]{1,64}", text));
        }
    }
    out.has_more = tree.child(json::Tree::root, "next") != json::no_node;
    return out;
}

// Documents of care: for their owner alone.
diag::Result<void> write_new(const fs::path& file, std::string_view bytes) {
    TRY(base::NewFile out, base::NewFile::open(file, base::Overwrite::no, base::Readers::owner));
    TRY_VOID(out.append(bytes));
    return out.commit();
}

// Where it lies now. The same file that was fetched before, but not acknowledged, is the same file.
diag::Result<fs::path> keep(const fs::path& folder, const std::string& name, std::string_view bytes) {
    const fs::path wanted = name;
    constexpr unsigned most_names = 10'000;
    diag::Result<void> written;
    for (unsigned number = 1; number < most_names; ++number) {
        const fs::path file =
            folder / (number == 1 ? name : wanted.stem().string() + "-" + std::to_string(number) + wanted.extension().string());
        written = write_new(file, bytes);
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

diag::Result<void> acknowledge(HttpPool& pool, const Target& gateway, const std::string& delivery, Fetched& fetched) {
    const std::string place = place_of(delivery);
    TRY(const HttpAnswer answer, ask(pool, gateway, {.method = "DELETE", .path = gateway.path + place}));
    if (!is_success(answer.status) && answer.status != status::not_found) {
        add_refusal(answer, place, fetched.problems);
    }
    return {};
}

std::string name_of(const HttpAnswer& answer, const std::string& delivery) {
    const std::string name = read_file_name(answer.field("content-disposition"));
    return name.empty() ? safe_file_name(delivery) : name;
}

diag::Result<void> fetch_one(HttpPool& pool, const Target& gateway, const fs::path& folder, const std::string& delivery, Fetched& fetched) {
    const std::string place = place_of(delivery);
    TRY(const HttpAnswer answer, ask(pool, gateway, {.method = "GET", .path = gateway.path + place}));
    if (answer.status == status::gone || answer.status == status::not_found) { // taken back by its sender, or fetched by somebody else meanwhile
        return answer.status == status::gone ? acknowledge(pool, gateway, delivery, fetched) : diag::Result<void>();
    }
    if (!is_success(answer.status)) {
        add_refusal(answer, place, fetched.problems);
        return {};
    }
    if (answer.is_cut) {
        fetched.problems.push_back(diag::finding(Message::request_too_large, {.file = place}, {std::to_string(client_limits().body)}));
        return {};
    }
    const diag::Result<fs::path> file = keep(folder, name_of(answer, delivery), answer.body);
    if (!file) {
        fetched.problems.push_back(file.error());
        return {};
    }
    fetched.files.push_back({delivery, *file});
    return acknowledge(pool, gateway, delivery, fetched);
}

// What goes wrong with one delivery holds up none of the others; if nobody answers any more, there are no others.
diag::Result<void> fetch_next(HttpPool& pool, const Target& gateway, const fs::path& folder, const std::string& delivery, Fetched& fetched) {
    diag::Result<void> done = fetch_one(pool, gateway, folder, delivery, fetched);
    if (done || is_no_answer(done.error())) {
        return done;
    }
    fetched.problems.push_back(done.error());
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
        request.fields.emplace_back("Content-Disposition", file_name_field(file.file_name));
    }
    TRY(HttpAnswer answer, ask(pool, gateway, request));
    std::vector<SentDocument> documents = documents_in(answer);
    if (is_success(answer.status) && documents.empty()) { // a proxy or another server answered: nothing shows that it was kept
        return diag::fail(Message::sent_unconfirmed, {.file = file.file_name}, {std::to_string(answer.status)});
    }
    return SendAnswer{.status = answer.status, .documents = std::move(documents), .body = std::move(answer.body)};
}

diag::Result<Fetched> fetch_mailbox(HttpPool& pool, const Target& gateway, const fs::path& folder) {
    TRY_VOID(make_folder(folder));
    Fetched out;
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
            out.problems.push_back(wrong_in_list("/next", "≠ page=" + after, "page=" + after));
            return out;
        }
        after = listed.deliveries.back();
    }
}

} // namespace renkei::exchange
