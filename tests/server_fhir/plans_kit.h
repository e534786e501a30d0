// A gateway of the care hub with a person's care plans, and what was registered of them over HTTP.
#pragma once

#include "gateway/network/access/document_access.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/registrations.h"

#include "tests/documents/plan_set.h"
#include "tests/server_fhir/hub_kit.h"
#include "tests/support/folder.h"
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace renkei::server::plans_test {

using documents::must;

inline const std::string plan = "9970100013:990010:0000001016:20260115";
inline const std::string month_plan = "9970100013:990010:0000001016:202602";
inline constexpr std::string_view fhir_type = "application/fhir+json";

inline std::filesystem::path access_folder() {
    return std::filesystem::path(RENKEI_SOURCE) / "mappings/access";
}

inline std::vector<std::string> lines_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);) {
        out.push_back(line);
    }
    return out;
}

// 第1・2・3表 and 第6・7表, and of each kind which form carries it.
inline const std::map<std::string, std::string> home{{"plan.home1", "careplan1"},
                                                     {"plan.home2", "careplan2"},
                                                     {"plan.home3", "careplan3"},
                                                     {"plan.home6", "careplan6_plan"},
                                                     {"plan.home7", "careplan7"}};
// The matrix of this tree, with these forms of the plans' kinds.
inline sharing::Matrix matrix_of(const std::map<std::string, std::string>& forms) {
    const test::Folder folder;
    std::filesystem::copy(access_folder(), folder.path() / "access");
    std::ofstream out(folder.path() / "access/kinds.tsv");
    for (const std::string& line : lines_of(access_folder() / "kinds.tsv")) {
        const auto kind = forms.find(line.substr(0, line.find('\t')));
        const bool is_plan = line.starts_with("plan.");
        out << (is_plan ? line.substr(0, line.rfind('\t') + 1) : line)
            << (is_plan && kind != forms.end() ? kind->second : "") << '\n';
    }
    out.close();
    return must(sharing::Matrix::load(folder.path() / "access"));
}

class CarePlans : public OnHub {
protected:
    explicit CarePlans(sharing::Matrix matrix = matrix_of(home))
        : OnHub({.matrix = std::move(matrix), .office_entry = true}, "2027-06-15") {
        change_insurer([](sharing::Insurer& it) {
            it.functions = {{.function = "plans", .from = *time::parse_date("2027-04-01")}};
        });
        serve("9970100013", "43");
    }

    void serve(const std::string& office, const std::string& type) {
        must(ledger::enter(site.store(), ledger::registration_add, subject(),
                           {.office = {"office", office},
                            .service_type = type,
                            .identity = sharing::IdentityCheck{.at = site.clock.now(), .user = "suzuki"},
                            .from = time::day_in_japan(site.clock.now())}));
    }
    void give_consent() {
        must(ledger::enter_consent(
            site.store(), subject(),
            {.insurer = "990010", .taker = {"insurer", "990010"}, .given_at = site.clock.now()}));
    }

    // Sends the set; document by form.
    std::map<std::string, std::string> send(const std::vector<documents::PlanFile>& files) {
        const auto worker = site.gateway().workers().acquire(std::chrono::seconds(1));
        const documents::Receipt receipt = site.gateway().intake().submit(
            **worker, documents::batch_of(files),
            {.peer = &site.peer("manager"), .certificate = std::string(64, 'a')});
        EXPECT_EQ(receipt.refusal, documents::Refusal::none) << documents::recorded(receipt.report);
        std::map<std::string, std::string> out;
        for (const auto& taken : receipt.documents) {
            out[taken.version.form] = taken.version.document;
        }
        return out;
    }
    static std::vector<documents::PlanFile> month_set() {
        std::vector<documents::PlanFile> out;
        for (const auto& [form, mark] :
             {std::pair("careplan6_plan", "UPPLAN"), std::pair("careplan7", "UPSIKYU"),
              std::pair("careplan_supplement", "UPHOSOKU")}) {
            const std::string name =
                std::string(mark) + "_202602_9970100013_43_9970100047_15_20260301091500.CSV";
            out.push_back({name, documents::file(std::string(form) + "/" + name)});
        }
        return out;
    }
    // 第1・2・3表 in which something stands.
    static std::vector<documents::PlanFile> filled_set() {
        std::vector<documents::PlanFile> out = documents::plan_set("20260301091501");
        for (const std::size_t table : {0U, 1U, 2U}) {
            out[table].bytes = documents::file(fmt::format("careplan{}/{}", table + 1, out[table].name));
        }
        return out;
    }
    std::map<std::string, std::string> send_all() {
        std::map<std::string, std::string> out = send(documents::plan_set("20260301091500"));
        out.merge(send(month_set()));
        return out;
    }

    Json registration(const std::string& act, const std::vector<std::string>& plans = {plan},
                      const std::string& office = "9970100013") const {
        const std::string base = "https://renkei.example.jp/fhir/";
        const auto number = [&](std::string_view system, const std::string& value) {
            return Json{{"system", base + "IdSystem/" + std::string(system)}, {"value", value}};
        };
        Json about;
        Json parts = Json::array();
        for (const std::string& each : plans) {
            if (each == month_plan) {
                parts.push_back({{"url", "monthPlan"}, {"valueIdentifier", number("month-plan", each)}});
            } else {
                about = {{{"type", "CarePlan"}, {"identifier", number("care-plan", each)}}};
            }
        }
        if (!act.empty()) {
            parts.push_back({{"url", "act"}, {"valueCode", act}});
        }
        parts.push_back({{"url", "handedTo"}, {"valueCode", "person"}});
        const Json record{{"system", base + "CodeSystem/record"}};
        Json tag = record;
        tag["code"] = "sharing";
        Json category = record;
        category["code"] = "plan_delivery";
        Json out{{"resourceType", "Communication"},
                 {"meta", {{"tag", {tag}}}},
                 {"extension",
                  {{{"url", base + "StructureDefinition/plan-delivery-record"}, {"extension", parts}}}},
                 {"status", "completed"},
                 {"category", {{{"coding", {category}}}}},
                 {"subject",
                  {{"type", "Patient"}, {"identifier", number("kaigo-member-id", "990010:0000001016")}}},
                 {"sent", "2027-06-01"},
                 {"sender", {{"type", "Organization"}, {"identifier", number("kaigo-office-no", office)}}}};
        if (!about.is_null()) {
            out["about"] = about;
        }
        return out;
    }
    Json enter(const Json& body, std::string_view peer = "manager") {
        const Response taken = site.post("/fhir/Communication", body.dump(), fhir_type, peer);
        EXPECT_EQ(taken.status, 201) << taken.body;
        return json_of(taken);
    }
    void withdraw(Json record, std::string_view peer = "manager") {
        record["status"] = "entered-in-error";
        record["extension"][0]["extension"].push_back({{"url", "withdrawn"}, {"valueDate", "2027-06-14"}});
        const Response done = site.send("PUT", "/fhir/Communication/" + record["id"].get<std::string>(),
                                        record.dump(), {{"Content-Type", std::string(fhir_type)}}, peer);
        EXPECT_EQ(done.status, 200) << done.body;
    }

    // An office's users work as care managers.
    void ask_as_user() {
        site.user = policy::User{.issuer = "https://login.example.jp", .subject = "login-7"};
        site.user->job = "care_manager";
    }
    Response read(const std::string& document, std::string_view peer) {
        ask_as_user();
        return site.get("/documents/" + document, peer, {{"Accept", std::string(fhir_type)}});
    }
    bool opens(const std::string& document, std::string_view peer) {
        const int status = read(document, peer).status;
        EXPECT_TRUE(status == 200 || status == 404) << status;
        return status == 200;
    }
    std::set<std::string> listed(std::string_view peer) {
        ask_as_user();
        const Response found = site.post("/documents/_search", "person=insurer:990010%7C0000001016",
                                         "application/x-www-form-urlencoded", peer);
        EXPECT_EQ(found.status, 200) << found.body;
        std::set<std::string> out;
        const Json body = json_of(found);
        for (const Json& each : body.at("documents")) {
            out.insert(each["id"].get<std::string>());
        }
        return out;
    }
    // A portal is given no document by its id: what the person sees is made of those that are open.
    access::Reader person(sharing::Agent ground = sharing::Agent::person) {
        return {.peer = site.peer("portal"),
                .hub = site.gateway().hub(),
                .at = site.clock.now(),
                .self = access::Self{.person = subject().person, .ground = ground}};
    }
    bool opens(const std::string& document, const access::Reader& reader) {
        return must(site.store().read_value<bool>([&](const store::Snapshot& it) -> diag::Result<bool> {
            TRY(const access::DocumentAccess out, access::DocumentRights(it, reader).of_document(document));
            return out.is_open;
        }));
    }
    std::set<std::string> listed(const access::Reader& reader) {
        const auto found = must(site.store().read_value<store::DocumentPage>([&](const store::Snapshot& it) {
            return access::find_documents(it, reader, {.persons = {reader.self->person}});
        }));
        std::set<std::string> out;
        for (const store::Version& each : found.versions) {
            out.insert(each.document);
        }
        return out;
    }
    // What the person sees at the portal.
    std::string own_page(const std::string& ground = {}, const std::string& accept = "text/html") {
        site.user = policy::User{.issuer = "https://login.example.jp", .subject = "login-7"};
        site.user->person = hanako_number;
        site.user->ground = ground;
        return site.get("/my", "portal", {{"Accept", accept}}).body;
    }
};

} // namespace renkei::server::plans_test
