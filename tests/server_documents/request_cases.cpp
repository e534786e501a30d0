// Runs the request cases of the folders below: tests/README.md says how they are written. Each is a test of
// GoogleTest.
#include "gateway/core/base/base64.h"
#include "gateway/core/base/file.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/persons/person_link.h"

#include "tests/mhd/kit.h"
#include "tests/server_documents/case_bodies.h"
#include "tests/server_documents/json_paths.h"
#include "tests/server_documents/request_kit.h"
#include "tests/server_fhir/persons.h"
#include "tests/support/cp932.h"
#include "tests/support/damage.h"
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

namespace renkei::server::request_cases {
namespace {

constexpr std::string_view folders[] = {"server_documents", "server_fhir", "server_mailbox"};
constexpr std::string_view address = "https://gateway.example.jp";

struct Line {
    int number = 0;
    std::string text{}; // with the lines that continue it; indented: in the block of the line before
};
struct Case {
    std::string file;
    std::string suite;
    std::string name;
    std::vector<Line> lines{}; // those before the first case of the file, too
};

std::string without_base(std::string url) {
    return url.starts_with(address) ? url.substr(address.size()) : url;
}

class CaseRun {
public:
    explicit CaseRun(const Case& of) : case_(of) {}
    void all() {
        run(case_.lines);
        EXPECT_GT(checks_, 0) << case_.file << ": " << case_.name << " checks nothing";
    }

private:
    using Lines = std::vector<Line>;
    void run(const Lines& lines) {
        for (std::size_t at = 0; at < lines.size();) {
            const Line& line = lines[at++];
            Lines block;
            for (; at < lines.size() && lines[at].text.starts_with("  "); ++at) {
                block.push_back({lines[at].number, lines[at].text.substr(2)});
            }
            const std::vector<std::string> words = split(line.text, " ");
            if (words[0] == "each") { // NAME , NAME in VALUE , VALUE ; VALUE , VALUE: the block once for each
                const auto [names, values] = cut(line.text.substr(5), " in ");
                for (const std::string& turn : split(expanded(values, variables_), " ; ")) {
                    run(block, split(names, " , "), split(turn, " , "));
                }
            } else if (words[0] == "def") { // def NAME PARAMETER…: the block, for "do"
                blocks_[words.at(1)] = {{words.begin() + 2, words.end()}, block};
            } else if (words[0] == "do") { // do NAME VALUE , VALUE
                const auto& [names, defined] = blocks_.at(words.at(1));
                run(defined, names, split(expanded(cut(line.text.substr(3), " ").second, variables_), " , "));
            } else {
                step(line);
            }
        }
    }
    void run(const Lines& block, const std::vector<std::string>& names,
             const std::vector<std::string>& values) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            variables_[names[i]] = i >= values.size() || values[i] == "''" ? "" : values[i];
        }
        const testing::ScopedTrace trace(case_.file.c_str(), block.empty() ? 0 : block[0].number,
                                         fmt::format("with {}", fmt::join(values, " , ")));
        run(block);
    }
    void step(const Line& line) {
        const testing::ScopedTrace trace(case_.file.c_str(), line.number, line.text);
        line_ = line.number;
        const auto [word, rest] = cut(line.text, " ");
        const auto said = [&] { return expanded(rest, variables_); };
        if (word == "let") {
            const auto [name, value] = cut(rest, " = ");
            variables_[expanded(name, variables_)] = value == "''" ? "" : body_of(value, variables_);
        } else if (word == "pass") {
            kit().site.clock.pass(std::stoll(said()));
        } else if (word == "fresh") {
            kit_.reset();
        } else if (word == "damage") {
            const auto [document, part] = cut(said(), " ");
            test::damage(kit().site.store(), document, 1,
                         part == "title" ? test::Damaged::title : test::Damaged::bodies);
        } else if (word == "link" || word == "unlink") {
            const auto [one, other] = cut(said(), " ");
            const auto a = documents::must(mhd::read_person(one));
            const auto b = documents::must(mhd::read_person(other));
            const mhd::Linked wanted = word == "link" ? mhd::Linked::yes : mhd::Linked::no;
            documents::must(
                kit().site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
                    TRY_VOID(mhd::change_link(transaction, kit().site.store(), a, b, wanted));
                    return {};
                }));
        } else if (word == "peer") {
            enter_peer(peers_, said());
            if (kit_) {
                kit_->site.use(peers_); // an entry that has changed since the documents came
            }
        } else {
            request(line.text);
        }
    }
    // [PEER:] METHOD TARGET [{NAME: VALUE}]… [< BODY] [-> CHECK ; CHECK …], or NAME = [PEER:] send BODY
    void request(const std::string& text) {
        auto [asked, checks] = cut(text, " -> ");
        const auto [head, body] = cut(asked, " < ");
        std::vector<std::string> words = split(head.substr(0, head.find(" {")), " ");
        std::string sent;
        if (words.size() > 2 && words[1] == "=") {
            sent = words[0];
            words = split(cut(asked, " = ").second, " ");
        }
        TestRequest request;
        if (words[0].ends_with(":")) {
            request.peer = expanded(words[0].substr(0, words[0].size() - 1), variables_);
            words.erase(words.begin());
        }
        if (!sent.empty()) {
            request.method = "POST";
            request.target = "/documents";
            request.body = body_of(asked.substr(asked.find(" send ") + 6), variables_);
        } else {
            request.method = words.at(0) == "PAGE" ? "GET" : expanded(words.at(0), variables_);
            request.target = expanded(words.at(1), variables_);
            request.body = body_of(body, variables_);
        }
        for (std::size_t at = head.find(" {"); at != std::string::npos; at = head.find(" {", at + 1)) {
            const auto [name, value] = cut(head.substr(at + 2, head.find('}', at) - at - 2), ": ");
            request.headers.emplace_back(name, expanded(value, variables_));
        }
        if (words[0] == "PAGE") {
            request.headers.emplace_back("Accept", variables_["browser"]);
        }
        if (!request.body.empty() && std::ranges::find(request.headers, "Content-Type",
                                                       &Pairs::value_type::first) == request.headers.end()) {
            request.headers.emplace_back("Content-Type", type_of(request.body, body));
        }
        const std::size_t before = kit().events();
        last_ = kit().ask(request);
        new_ = kit().events() - before;
        if (!sent.empty()) {
            EXPECT_LT(last_.status, 300) << last_.body.substr(0, 1500);
            const std::string document = selected(".documents[0].id");
            variables_[sent] = mhd::logical_id(document);
            variables_[sent + "_doc"] = document;
            variables_[sent + "_path"] = "/documents/" + document;
        }
        for (const std::string& each : split(checks, " ; ")) {
            check(each);
        }
    }
    void check(const std::string& written) {
        ++checks_;
        const std::string text =
            written.starts_with("$") || written.starts_with("!$") ? expanded(written, variables_) : written;
        if (const auto [name, selector] = cut(text, " := "); !selector.empty()) {
            variables_[expanded(name, variables_)] = selected(selector);
            return;
        }
        const auto [selector, rest] = cut(text, " ");
        if (selector == "keep") {
            variables_[expanded(rest, variables_)] = selected("response");
            return;
        }
        if (selector == "same" || selector == "no") {
            const std::string found = selected(selector == "same" ? "response" : rest);
            const std::string wanted = selector == "same" ? variables_[expanded(rest, variables_)] : "";
            return expect(found == wanted, text, wanted, found);
        }
        const auto [sign, value] = cut(rest, " ");
        const bool is_status = std::ranges::all_of(text, ::isdigit);
        if (is_status || text.starts_with("!") || text == "valid") {
            const std::string found = is_status         ? std::to_string(last_.status)
                                      : text == "valid" ? mhd::errors_of(last_.body)
                                                        : selected("codes");
            const std::string expected = text == "valid" ? "" : is_status ? text : text.substr(1);
            expect(expected.ends_with("…") ? found.starts_with(expected.substr(0, expected.size() - 3))
                                           : found == expected,
                   text, text, found + "\n" + last_.body.substr(0, 1500));
            return;
        }
        const std::string found = selected(selector);
        if (sign == "==" || sign == "!==") {
            expect((found == body_of(value, variables_)) == (sign == "=="), text, value, found);
            return;
        }
        const std::vector<std::string> parts = split(value, " & ");
        if (sign == "~~") { // one after the other
            std::size_t at = 0;
            for (const std::string& part : parts) {
                at = std::min(found.find(expanded(part, variables_), at), found.size());
            }
            return expect(at < found.size(), text, value, found);
        }
        for (const std::string& part : parts.empty() ? std::vector<std::string>{""} : parts) {
            const std::string wanted = expanded(part, variables_);
            const bool holds = sign == "=" || sign.empty() ? found == wanted
                               : sign == "?"               ? !found.empty()
                               : sign == "!="              ? found != wanted
                               : sign == "~"  ? !wanted.empty() && found.find(wanted) != std::string::npos
                               : sign == "!~" ? !wanted.empty() && found.find(wanted) == std::string::npos
                               : sign == "^=" ? found.starts_with(wanted)
                               : sign == "$=" ? found.ends_with(wanted)
                               : sign == "<"  ? is_between(found, "", wanted)
                               : sign == ">"  ? is_between(found, wanted, "")
                                              : false;
            expect(holds, text, sign + " " + wanted, found);
        }
    }
    void expect(bool holds, const std::string& text, const std::string& expected, const std::string& found) {
        if (!holds) {
            ADD_FAILURE_AT(case_.file.c_str(), line_)
                << "check:    " << text << "\nexpected: " << expected.substr(0, 1500)
                << "\nfound:    " << found.substr(0, 3000);
        }
    }
    // What a check is about: its value as text.
    std::string selected(const std::string& written) {
        const std::string what = expanded(written, variables_);
        const auto [name, of] = cut(what, ":");
        const auto ids = [&](std::string_view mode) {
            std::vector<Json> out;
            for (const Json& each :
                 values_at(json_of(last_), fmt::format(".entry[search.mode={}].resource", mode))) {
                out.emplace_back(each.value("resourceType", "") + "/" + each.value("id", ""));
            }
            return joined(out);
        };
        const auto times = [&] { // times:VARIABLE,PART, or of the body
            const auto [where, part] = cut(of, ",");
            const std::string& text = where == "body" ? last_.body : variables_[where];
            std::size_t out = 0;
            for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
                ++out;
            }
            return std::to_string(out);
        };
        // clang-format off: a row a selector
        const std::vector<std::pair<std::string_view, std::function<std::string()>>> known{
            {"status", [&] { return std::to_string(last_.status); }},
            {"type", [&] { return last_.media_type; }},
            {"outcome", [&] { return std::string(last_.outcome); }},
            {"body", [&] { return last_.body; }},
            {"size", [&] { return std::to_string(last_.body.size()); }},
            {"sha1", [&] { return documents::sha1_base64(last_.body); }},
            {"h", [&] { return header(last_, of); }},
            {"headers", [&] { return Json(last_.headers).dump(); }},
            {"response",
             [&] {
                 return fmt::format("{} {} {} {}", last_.status, last_.media_type, Json(last_.headers).dump(),
                                    last_.body);
             }},
            {"codes", [&] { return joined(values_at(json_of(last_), ".issue[*].details.coding[0].code")); }},
            {"matches", [&] { return ids("match"); }},
            {"included", [&] { return ids("include"); }},
            {"next",
             [&] {
                 return without_base(joined(values_at(json_of(last_), json_of(last_).contains("link")
                                                                          ? ".link[relation=next].url"
                                                                          : ".next")));
             }},
            {"self",
             [&] { return without_base(joined(values_at(json_of(last_), ".link[relation=self].url"))); }},
            {"path", [&] { return without_base(selected(of)); }},
            {"decoded", [&] { return base::from_base64(selected(of)).value_or("no base64"); }},
            {"length", [&] { return std::to_string(selected(of).size()); }},
            {"times", times},
            {"new", [&] { return std::to_string(new_); }},
            {"event", [&] { return kit().site.events().back(); }},
            {"events",
             [&] {
                 return of.empty() ? std::to_string(kit().events())
                                   : fmt::format("{}", fmt::join(kit().site.events(), "\n"));
             }},
            {"query", [&] { return query_of(kit().site.events().back()); }},
            {"person",
             [&] {
                 return joined(
                     values_at(Json::parse(kit().site.events().back()), ".entity[role.code=1].what"));
             }},
            {"stored", [&] { return std::to_string(kit().site.documents()); }},
            {"deliveries", [&] { return std::to_string(kit().site.deliveries(of).size()); }},
            {"var", [&] { return variables_[of]; }}};
        // clang-format on
        if (what.starts_with(".")) {
            const bool is_count = what.ends_with("#");
            const std::vector<Json> found =
                values_at(json_of(last_), what.substr(0, what.size() - (is_count ? 1 : 0)));
            const bool is_one =
                is_count && found.size() == 1 && found[0].is_structured() && !what.ends_with("]#");
            return is_count ? std::to_string(is_one ? found[0].size() : found.size()) : joined(found);
        }
        const auto row = std::ranges::find(known, name, [](const auto& each) { return each.first; });
        EXPECT_NE(row, known.end()) << "no selector " << what;
        return row == known.end() ? "" : row->second();
    }
    RequestKit& kit() {
        if (!kit_) {
            kit_ = std::make_unique<RequestKit>(peers_);
        }
        return *kit_;
    }

    const Case& case_;
    std::vector<policy::Peer> peers_ = documents::usual_peers();
    std::unique_ptr<RequestKit> kit_{};
    Variables variables_{{"control", "\x01"},
                         {"png", "\x89PNG\r\n\x1A\n"},
                         {"browser", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
                         {"person", person()},
                         {"insured", std::string(insured_system)},
                         {"member", member_system},
                         {"hospital", hospital_system},
                         {"user", user_system}};
    std::map<std::string, std::pair<std::vector<std::string>, Lines>> blocks_{};
    Response last_{};
    std::size_t new_ = 0;
    int line_ = 0;
    int checks_ = 0;
};

class CaseTest : public testing::Test {
public:
    explicit CaseTest(const Case& of) : case_(of) {}
    void TestBody() override { CaseRun(case_).all(); }

private:
    const Case& case_;
};

std::vector<Case> cases_of(const std::string& file) {
    std::vector<Case> out;
    std::vector<Line> setup;
    int number = 0;
    for (std::string& text : split(documents::must(base::read_file(file)), "\n")) {
        ++number;
        if (text.starts_with("== ")) {
            auto [suite, name] = cut(text.substr(3), ".");
            std::ranges::replace(name, ' ', '_');
            out.push_back({.file = file, .suite = suite, .name = name, .lines = setup});
            continue;
        }
        std::vector<Line>& to = out.empty() ? setup : out.back().lines;
        const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
        if (text.substr(begin).starts_with("; ")) {
            to.back().text += " " + text.substr(begin);
        } else if (begin < text.size() && text[begin] != '#') {
            to.push_back({.number = number, .text = std::move(text)});
        }
    }
    return out;
}

const std::vector<Case>& all_cases() {
    static const std::vector<Case> out = [] {
        std::vector<Case> all;
        for (const std::string_view folder : folders) {
            for (const auto& file :
                 std::filesystem::directory_iterator(fmt::format("{}/tests/{}", RENKEI_SOURCE, folder))) {
                if (file.path().extension() == ".requests") {
                    std::ranges::move(cases_of(file.path().string()), std::back_inserter(all));
                }
            }
        }
        std::ranges::sort(all, {}, [](const Case& it) { return it.suite + it.name; });
        return all;
    }();
    return out;
}

[[maybe_unused]] const bool are_registered = [] {
    for (const Case& each : all_cases()) {
        testing::RegisterTest(each.suite.c_str(), each.name.c_str(), nullptr, nullptr, each.file.c_str(),
                              each.lines.empty() ? 0 : each.lines.front().number,
                              [&each]() -> testing::Test* { return new CaseTest(each); });
    }
    return true;
}();

} // namespace
} // namespace renkei::server::request_cases
