// Everything that a client and the audit see of records over FHIR, as golden texts (tests/support/golden.h
// says how they are renewed): NAME.requests has the cases, NAME.golden what came of them.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/states.h"

#include "tests/server_records/kit.h"
#include "tests/support/golden.h"

#include <map>
#include <memory>
#include <sstream>

namespace renkei::server::golden_test {
namespace {

// A case: `= TITLE`, then what follows on lines or behind ` ;; `, two words and a rest each:
//   POST Consent as PEER | PUT Consent/{a} | GET … | SEARCH Consent   the request; {a}: the id of what was
//   kept as a let NAME JSON; live (the insurer starts); certification, opinion (one is started by a command)
//   from episode|consent|NAME; set PATH JSON; drop PATH; raw TEXT     its body
//   header NAME VALUE; keep NAME (the answer); pass MILLISECONDS (before it); fresh (another gateway)
class Script {
public:
    std::string run(const std::string& text) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("= ")) {
                finish();
                out_ += line + "\n";
            } else if (!line.empty() && line.front() != '#') {
                constexpr std::string_view mark = " ;; ";
                for (std::size_t end = 0; (end = line.find(mark)) != std::string::npos;) {
                    take(line.substr(0, end));
                    line.erase(0, end + mark.size());
                }
                take(line);
            }
        }
        finish();
        return out_;
    }

private:
    struct Case {
        std::string method{}, path{}, peer{}, raw{}, keep{};
        Json body{};
        Pairs headers{};
    };

    static std::string word(std::string& rest) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        std::string out = rest.substr(0, end);
        rest.erase(0, end + 1);
        return out;
    }
    static Json::json_pointer pointer(std::string path) {
        std::erase(path, ']');
        std::ranges::replace(path, '[', '/');
        std::ranges::replace(path, '.', '/');
        return Json::json_pointer("/" + path);
    }
    static void put(std::string& text, const std::string& hole, const std::string& value) {
        for (std::size_t at = 0; (at = text.find(hole, at)) != std::string::npos; at += value.size()) {
            text.replace(at, hole.size(), value);
        }
    }
    // {a} → the id of what was kept, {a.version} its version
    std::string with_kept(std::string text) const {
        for (const auto& [name, resource] : kept_) {
            put(text, "{" + name + "}", resource.value("id", ""));
            put(text, "{" + name + ".version}", resource.value(Json::json_pointer("/meta/versionId"), ""));
        }
        return text;
    }
    Json base(const std::string& name) {
        return name == "episode"   ? registration_of(*kit_)
               : name == "consent" ? consent_of(*kit_)
                                   : kept_.at(name);
    }

    void take(std::string rest) {
        const std::string what = word(rest);
        if (what == "fresh") {
            kit_ = std::make_unique<RecordsKit>();
        } else if (what == "pass") {
            kit_->site.clock.pass(std::stoll(rest));
        } else if (what == "live") {
            test::must(ledger::change_insurer(kit_->store(), "990010", [](sharing::Insurer insurer) {
                insurer.state = sharing::InsurerState::live;
                insurer.live_from = sharing::test::day("2026-04-01");
                return diag::Result<sharing::Insurer>(insurer);
            }));
        } else if (what == "let") {
            const std::string name = word(rest);
            kept_[name] = Json::parse(rest);
        } else if (what == "certification" || what == "opinion") {
            start(what);
        } else if (what == "from") {
            case_.body = base(rest);
        } else if (what == "set") {
            const std::string path = word(rest);
            case_.body[pointer(path)] = Json::parse(with_kept(rest));
        } else if (what == "drop") {
            const Json::json_pointer at = pointer(rest);
            Json& parent = case_.body[at.parent_pointer()];
            parent.is_array() ? parent.erase(std::stoul(at.back())) : (void)parent.erase(at.back());
        } else if (what == "raw") {
            case_.raw = with_kept(rest);
        } else if (what == "header") {
            const std::string name = word(rest);
            case_.headers.emplace_back(name, with_kept(rest));
        } else if (what == "keep") {
            case_.keep = rest;
        } else {
            case_.method = what;
            case_.path = with_kept(word(rest));
            (void)word(rest); // "as"
            case_.peer = rest;
        }
    }

    // Tasks are made by the insurer's commands alone.
    void start(const std::string& kind) {
        const time::Date today = time::day_in_japan(kit_->now());
        if (kind == "certification") {
            test::must(ledger::enter(kit_->store(), ledger::certification_start, kit_->subject(),
                                     {.days = {today}}));
            return;
        }
        test::must(ledger::enter(kit_->store(), ledger::opinion_request, kit_->subject(),
                                 {.institution = {"institution", "9910000018"},
                                  .reference = "第12号",
                                  .sent = today,
                                  .due = today}));
    }

    Response send(std::string_view language) {
        Pairs headers = case_.headers;
        headers.emplace_back("Accept-Language", language);
        const bool searches = case_.method == "SEARCH";
        headers.emplace_back("Content-Type",
                             searches ? "application/x-www-form-urlencoded" : "application/fhir+json");
        if (searches) {
            return kit_->send("POST", "/fhir/" + case_.path + "/_search", case_.raw, case_.peer, headers);
        }
        const std::string body = !case_.raw.empty()     ? case_.raw
                                 : case_.body.is_null() ? ""
                                                        : case_.body.dump();
        return kit_->send(case_.method, "/fhir/" + case_.path, body, case_.peer, headers);
    }

    // " CODE at PLACE: in English | in Japanese"
    std::string refusal(const Response& response) {
        std::string out;
        const Json english = Json::parse(response.body).at("issue");
        const Json japanese = Json::parse(send("ja").body).at("issue");
        for (std::size_t i = 0; i < english.size(); ++i) {
            const Json& it = english[i];
            out += " " + it.value("severity", "") + " " + it.value("code", "") + " " +
                   it.value(Json::json_pointer("/details/coding/0/code"), "") + " at " +
                   it.value("expression", Json::array()).dump() + it.value("location", Json::array()).dump() +
                   ": " + it.value("diagnostics", "") + " | " + japanese.at(i).value("diagnostics", "") +
                   "\n";
        }
        return out;
    }
    static std::string audited(const audit::Event& it) {
        std::string out = "audit " + std::string(to_text(it.action)) + " " + it.interaction + " " +
                          std::string(to_text(it.outcome));
        const std::pair<const char*, const std::string&> members[] = {
            {"reason", it.reason}, {"peer", it.peer},     {"about", it.about},
            {"person", it.person}, {"ground", it.ground}, {"query", it.query}};
        for (const auto& [name, value] : members) {
            out += value.empty() ? "" : std::string(" ") + name + "=" + value;
        }
        return out + "\n";
    }

    void finish() {
        if (!case_.method.empty()) {
            const std::size_t before = events().size();
            const Response response = send("en");
            const std::vector<audit::Event> after = events();
            std::string said = std::to_string(response.status);
            for (const char* const name : {"ETag", "Location", "Warning"}) {
                const std::string value = header_of(response, name);
                said += value.empty() ? "" : std::string(" ") + name + ": " + value;
            }
            said += response.status < 400 ? "\n" + response.body + "\n" : refusal(response);
            for (std::size_t i = before; i < after.size(); ++i) {
                said += audited(after[i]);
            }
            if (!case_.keep.empty()) {
                EXPECT_LT(response.status, 300) << out_;
                kept_[case_.keep] = Json::parse(response.body);
            }
            out_ += names_.named(said);
        }
        case_ = {};
    }

    std::vector<audit::Event> events() {
        std::vector<audit::Event> out;
        test::must(kit_->store().read([&](const store::Snapshot& it) {
            return it.audit([&](const store::AuditRow& row) {
                out.push_back(audit::event_of(row.event)->event);
                return true;
            });
        }));
        return out;
    }

    std::unique_ptr<RecordsKit> kit_ = std::make_unique<RecordsKit>();
    test::StableNames names_{};
    std::map<std::string, Json> kept_{};
    Case case_{};
    std::string out_{};
};

class GoldenRecords : public testing::TestWithParam<const char*> {};

TEST_P(GoldenRecords, over_FHIR_are_as_before) {
    const std::string name = std::string("server_records/") + GetParam();
    const std::string requests = test::golden_text(name + ".requests");
    ASSERT_FALSE(requests.empty());
    test::expect_golden(name + ".golden", Script().run(requests));
}

INSTANTIATE_TEST_SUITE_P(Of, GoldenRecords, testing::Values("episodes", "consents", "deliveries", "tasks"),
                         [](const auto& test) { return std::string(test.param); });

} // namespace
} // namespace renkei::server::golden_test
