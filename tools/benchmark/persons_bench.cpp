// Does the time of an answer say whether a person is known here? A peer asks for a person of whom all
// documents belong to others, and for one whom no document names, in turns; the ratio of the medians is 1 if
// it does not. The same of a document by its id, and with the rules of the care hub switched on. Never a
// test.
//   renkei_bench_persons MAPPINGS-CACHE FORM-FILE [PAIRS [DOCUMENTS]]
#include "gateway/core/base/file.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/mhd/persons/person_link.h"
#include "gateway/network/server/routes.h"
#include "gateway/network/server/server_context.h"

#include "tools/benchmark/gateway.h"
#include "tools/benchmark/race.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <type_traits>

using namespace renkei;
using benchmark::median;

namespace {

namespace fs = std::filesystem;
using benchmark::Folder;
using benchmark::must;

constexpr std::string_view known = "0000001016";   // of the form file
constexpr std::string_view unknown = "0000001024"; // as well formed; no document names it
constexpr std::string_view member_system = "https://renkei.example.jp/fhir/IdSystem/kaigo-member-id";

policy::Peer peer(std::string id, policy::Role role, std::string office) {
    return {.id = std::move(id), .role = role, .numbers = {{"office", std::move(office)}}};
}

class Gateway {
public:
    explicit Gateway(const char* mappings)
        : ring_(must(seal::KeyRing::create(folder_.path() / "keys"))),
          store_(must(
              store::Store::open({.file = folder_.path() / "store.db", .is_gateway = true}, ring_, clock_))),
          context_(*store_, benchmark::definitions(mappings), {}, 1),
          routes_(bound(server::routes(), context_)) {
        must(store_->write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY_VOID(transaction.put(sender_));
            TRY_VOID(transaction.put(receiver_));
            return transaction.put(stranger_);
        }));
        must(context_.reload_peers());
    }

    void submit(std::string_view form, int number) {
        constexpr std::string_view name = "\"FIX-FULL\"";
        std::string bytes(form);
        bytes.replace(bytes.find(name), name.size(), fmt::format("\"BENCH-{}\"", number));
        const auto worker = context_.lease_worker({.peer = sender_.id, .bytes = bytes.size()});
        const documents::Receipt taken =
            context_.intake().submit(**worker, documents::Submission{.bytes = bytes}, {.peer = &sender_});
        if (taken.refusal != documents::Refusal::none) {
            fmt::print(stderr, "a document was refused\n");
            std::exit(2);
        }
        document_ = document_.empty() ? taken.documents.front().version.document : document_;
    }

    // With a number at the receiver, as `renkei person link` does.
    void link(std::string_view number) {
        const auto read = [](std::string text) { return must(mhd::read_person(text)); };
        must(ledger::change_link(*store_, read(fmt::format("insurer:990010|{}", number)),
                                 read("institution:9910100016|00012345"), mhd::Linked::yes, {}));
    }

    // The hub's rules, and what a person has who is served by another office.
    void share(std::string_view number) {
        const fs::path mappings = must(definitions::find_data_file("mappings"));
        context_.set_hub(std::make_shared<const access::Hub>(
            access::Hub{must(sharing::Matrix::load(mappings / "access"))}));
        must(ledger::change_insurer(*store_, "990010", [](const sharing::Insurer& before) {
            sharing::Insurer after = before;
            after.state = sharing::InsurerState::live;
            after.live_from = time::parse_date("2026-04-01");
            return diag::Result<sharing::Insurer>(after);
        }));
        const ledger::Subject subject = must(ledger::subject_of(
            *store_, *documents::parse_person(fmt::format("insurer:990010|{}", number)), {}));
        const base::Millis now = clock_.now();
        for (const char* type : {"11", "12", "13", "14", "15"}) {
            must(ledger::enter(*store_, ledger::registration_add, subject,
                               {.office = {"office", "9970100013"},
                                .service_type = type,
                                .identity = sharing::IdentityCheck{.at = now, .user = "bench"},
                                .from = time::day_in_japan(now)}));
        }
        for (int i = 0; i < 2; ++i) {
            must(ledger::enter_consent(*store_, subject, {.taker = {"insurer", "990010"}, .given_at = now}));
        }
    }

    void leave_hub() { context_.set_hub(nullptr); }

    const std::string& document() const { return document_; }

    http::Response ask(http::Request request) {
        request.caller = {.peer = &stranger_, .request = "bench"};
        request.base = "https://gateway.example.jp";
        request.canonical = "https://renkei.example.jp/fhir";
        const http::RouteMatch found = http::match_route(routes_, request);
        return found.route->handle(request, found.parts);
    }

private:
    const policy::Peer sender_ = peer("manager", policy::Role::care_manager, "9970100013");
    const policy::Peer receiver_ = peer("hospital", policy::Role::hospital, "9910100016");
    const policy::Peer stranger_ = peer("stranger", policy::Role::care_manager, "9970199999");
    Folder folder_;
    base::SystemClock clock_;
    seal::KeyRing ring_;
    std::unique_ptr<store::Store> store_;
    server::ServerContext context_;
    std::vector<http::Route> routes_;
    std::string document_{}; // the first one that was submitted: the last stands in for what is not there
};

struct Question {
    std::string_view name;
    http::Request (*of)(std::string_view number);
};

std::string member(std::string_view number) { return fmt::format("{}|990010:{}", member_system, number); }

constexpr Question questions[] = {
    {"POST /documents/_search",
     [](std::string_view number) {
         return http::Request{.method = "POST",
                              .path = {"documents", "_search"},
                              .query = {{"person", fmt::format("insurer:990010|{}", number)}},
                              .target = "/documents/_search"};
     }},
    {"POST /documents/_search, all=true",
     [](std::string_view number) {
         return http::Request{
             .method = "POST",
             .path = {"documents", "_search"},
             .query = {{"person", fmt::format("insurer:990010|{}", number)}, {"all", "true"}},
             .target = "/documents/_search"};
     }},
    {"GET /fhir/Observation",
     [](std::string_view number) {
         return http::Request{.method = "GET",
                              .path = {"fhir", "Observation"},
                              .query = {{"patient.identifier", member(number)}},
                              .target = "/fhir/Observation"};
     }},
    {"GET /fhir/Patient/$summary",
     [](std::string_view number) {
         return http::Request{.method = "GET",
                              .path = {"fhir", "Patient", "$summary"},
                              .query = {{"identifier", member(number)}},
                              .target = "/fhir/Patient/$summary"};
     }},
    {"GET /fhir/Patient/$ihe-pix",
     [](std::string_view number) {
         return http::Request{.method = "GET",
                              .path = {"fhir", "Patient", "$ihe-pix"},
                              .query = {{"sourceIdentifier", member(number)}},
                              .target = "/fhir/Patient/$ihe-pix"};
     }},
    {"POST /fhir/Patient/$match",
     [](std::string_view number) {
         return http::Request{
             .method = "POST",
             .path = {"fhir", "Patient", "$match"},
             .headers = {{"Content-Type", "application/fhir+json"}},
             .body = fmt::format(
                 R"({{"resourceType":"Patient","identifier":[{{"system":"{}","value":"990010:{}"}}]}})",
                 member_system, number),
             .target = "/fhir/Patient/$match"};
     }},
};

constexpr Question by_id = {"GET /documents/ID", [](std::string_view id) {
                                return http::Request{.method = "GET",
                                                     .path = {"documents", std::string(id)},
                                                     .target = "/documents/-"};
                            }};

double micros(Gateway& gateway, const Question& question, std::string_view asked, std::size_t& size) {
    const auto start = std::chrono::steady_clock::now();
    const http::Response response = gateway.ask(question.of(asked));
    const double out =
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
    size = response.body.size();
    return out;
}

void measure(Gateway& gateway, const Question& question, std::string_view known_one,
             std::string_view unknown_one, int pairs) {
    std::vector<double> of_known;
    std::vector<double> of_unknown;
    std::size_t known_size = 0;
    std::size_t unknown_size = 0;
    for (int pair = -20; pair < pairs; ++pair) { // the first ones are warm-up
        const double one = micros(gateway, question, known_one, known_size);
        const double other = micros(gateway, question, unknown_one, unknown_size);
        if (pair >= 0) {
            of_known.push_back(one);
            of_unknown.push_back(other);
        }
    }
    fmt::print("  {:<36} {:>8.1f} µs known {:>8.1f} µs unknown   ratio {:.2f}{}\n", question.name,
               median(of_known), median(of_unknown), median(of_known) / median(of_unknown),
               known_size == unknown_size ? "" : "   and the answers differ in size");
}

} // namespace

int main(int count, char** arguments) {
    if (count < 3) {
        fmt::print(stderr, "renkei_bench_persons MAPPINGS-CACHE FORM-FILE [PAIRS [DOCUMENTS]]\n");
        return 2;
    }
    const int pairs = count > 3 ? std::atoi(arguments[3]) : 600;
    const int documents = count > 4 ? std::atoi(arguments[4]) : 400;
    Gateway gateway(arguments[1]);
    const std::string form = must(base::read_file(arguments[2]));
    for (int i = 0; i < documents; ++i) {
        gateway.submit(form, i);
    }
    fmt::print("{} pairs of questions by a peer; {} documents of others about the known person\n", pairs,
               documents);
    const auto measure_all = [&] {
        for (const Question& question : questions) {
            measure(gateway, question, known, unknown, pairs);
        }
        measure(gateway, by_id, gateway.document(), "01990000-0000-7000-8000-000000000000", pairs);
    };
    measure_all();
    gateway.share(known);
    fmt::print("the care hub is switched on; the known person has 5 registrations of another office and 2 "
               "consents\n");
    measure_all();
    gateway.link(known);
    fmt::print("the known person is linked with another number, too\n");
    measure_all();
    gateway.leave_hub();
    fmt::print("the same without the care hub\n");
    measure_all();
    return 0;
}
