// Posts that no page sends, to the page of every form: each is answered in words, nothing is kept of what is
// refused, and what was typed stands on the page that is shown again.
#include "gateway/forms/entry/filled_form.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/workspace.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/documents/worker_pool.h"

#include "tests/laws/random.h"
#include "tests/server_documents/form_pages.h"

#include <cstdlib>
#include <functional>
#include <set>

namespace renkei::server::hostile_entry_test {
namespace {

using entry::FilledForm;

// One peer of each role that sends documents, by its name.
std::vector<policy::Peer> peers_of_all_roles() {
    std::vector<policy::Peer> out;
    for (const std::string_view name : policy::role_names()) {
        const policy::Role role = *policy::role_of(name);
        std::string id(name);
        std::ranges::replace(id, '_', '-');
        if (!policy::is_intermediary(role) && role != policy::Role::portal) {
            out.push_back({.id = id, .name = "見本", .role = role});
        }
    }
    return out;
}

struct Page { // of one form, as its sender sees it
    std::string form{};
    std::string peer{};
    Fields fields{}; // hidden ones, too, and the example of the kit
    std::set<std::string> boxes{};
    std::set<std::string> lines{}; // of them, those that take any text
    std::string other_box{};       // of another form
};

struct Attack {
    std::string name{};
    std::function<void(Fields&, const Page&)> change{};
    std::set<int> expected{400};
    std::string act = "send";
    std::string typed{}; // that stands on the page that is shown again
};

// The first line that is filled in, or the first one.
Fields::value_type& some_box(Fields& fields, const Page& page) {
    const auto is_line = [&](const auto& field) {
        return page.lines.contains(field.first) &&
               std::ranges::count(fields, field.first, &Fields::value_type::first) == 1;
    };
    const auto found = std::ranges::find_if(
        fields, [&](const auto& field) { return is_line(field) && !field.second.empty(); });
    return found != fields.end() ? *found : *std::ranges::find_if(fields, is_line);
}

void put(Fields& fields, const std::string& name, const std::string& value) {
    std::erase_if(fields, [&](const auto& field) { return field.first == name; });
    fields.emplace_back(name, value);
}

Attack with(const std::string& box, std::set<int> expected = {400}) {
    return {"the box " + box.substr(0, 40),
            [=](Fields& fields, const Page&) { fields.emplace_back(box, "x"); }, std::move(expected)};
}

Attack saying(const std::string& what, const std::string& text, std::set<int> expected) {
    return {what, [=](Fields& fields, const Page& page) { some_box(fields, page).second = text; },
            std::move(expected), "preview", text};
}

std::vector<Attack> attacks() {
    constexpr std::size_t megabyte = 1U << 20;
    const auto change = [](const std::string& field, const std::string& value) {
        return [=](Fields& fields, const Page&) { put(fields, field, value); };
    };
    std::vector<Attack> out{
        with("f."),
        with("f.["),
        with("f.]"),
        with("f.[0]"),
        with("f.x[-1].y"),
        with("f.x[0x1].y"),
        with("f.x[4294967296].y"),
        with("f.x[18446744073709551616].y"),
        with("f.../x"),
        with("f." + std::string(299, 'a')),
        with("f.\"><script>"),
        with("t.f.none"),
        with("k.f.none"),
        with("t."),
        with("k.f.["),
        with("F.x", {200, 201, 403, 422}),
        with("name", {200, 201, 403, 422}),
        {"a box of another form",
         [](Fields& fields, const Page& page) { fields.emplace_back(page.other_box, "x"); }},
        {"a box of another form, taken over",
         [](Fields& fields, const Page& page) { fields.emplace_back("t." + page.other_box, "x"); }},
        {"a tick without a text",
         [](Fields& fields, const Page& page) {
             fields.emplace_back("k." + some_box(fields, page).first, "1");
         }},
        {"two values of one box",
         [](Fields& fields, const Page& page) {
             const auto box = some_box(fields, page);
             fields.push_back(box);
         }},
        {"two texts taken over",
         [](Fields& fields, const Page& page) {
             const auto box = some_box(fields, page);
             fields.emplace_back("t." + box.first, box.second);
             fields.emplace_back("t." + box.first, "x");
         }},
        {"a row behind a gap in 2^32 rows",
         [](Fields& fields, const Page&) {
             const auto row = std::ranges::find_if(
                 fields, [](const auto& each) { return each.first.find("[0]") != std::string::npos; });
             if (row == fields.end()) {
                 fields.emplace_back("f.x[4294967296].y", "x");
             } else {
                 std::string name = row->first;
                 fields.emplace_back(name.replace(name.find("[0]"), 3, "[4294967296]"), "x");
             }
         },
         {200, 201, 400, 403, 422}}, // the gap closes: it may be the next row
        {"no token", change("form", ""), {403}},
        {"a token by hand", change("form", "9999999999999..0123456789abcdef"), {403}},
        {"a token of 1 MB", change("form", std::string(megabyte, '1')), {403}},
        {"no key", change("key", ""), {400}},
        {"a key of 1 MB", change("key", std::string(megabyte, 'k')), {400}},
        {"a key that is no UUID", change("key", std::string(36, '\'')), {200, 201, 400, 403, 422}},
        {"a draft of no user", change("draft", "0190d5d4-5d6f-7000-8000-000000000000/7"), {200}, "save"},
        {"a draft of no number", change("draft", "x/99999999999999999999"), {400}, "save"},
        {"a draft of no id", change("draft", "../../etc/passwd/1"), {400}, "save"},
        {"a draft of 1 MB", change("draft", std::string(megabyte, 'd') + "/1"), {400}, "save"},
        {"a draft of no user that is sent", change("draft", "' or 1=1 --/1"), {400}},
        {"rows that no form has", [](Fields&, const Page&) {}, {200}, "add:f.none"},
        {"a row without a number", [](Fields&, const Page&) {}, {200, 400}, "drop:f.["},
        {"nothing to do", [](Fields&, const Page&) {}, {200}, "x"},
        {"500 rows",
         [](Fields& fields, const Page&) {
             const auto row = std::ranges::find_if(
                 fields, [](const auto& each) { return each.first.find("[0].") != std::string::npos; });
             if (row != fields.end()) {
                 const std::string name = row->first;
                 const std::size_t at = name.find("[0].");
                 const std::string value = row->second.empty() ? "x" : row->second;
                 std::erase_if(fields, [&](const auto& each) {
                     return each.first.starts_with(name.substr(0, at) + "[");
                 });
                 for (int i = 0; i < 500; ++i) {
                     fields.emplace_back(
                         name.substr(0, at) + "[" + std::to_string(i) + "]" + name.substr(at + 3), value);
                 }
             }
         },
         {200, 400, 422},
         "preview"},
        saying("a cell of 1 MB", std::string(megabyte, 'w'), {200, 422}),
        saying("a character that CP932 lacks", "𠮷野家の🦖", {200, 422}),
        saying("markup", "<script>alert(1)</script>\"' onload=x", {200, 422}),
        saying("a line break", "一行\n二行", {200, 422}),
        saying("bytes that are no UTF-8", "\xff\xfe\x80", {400}),
        saying("half a character", "\xe3\x81", {400}),
        {"a character of no text",
         [](Fields& fields, const Page& page) { some_box(fields, page).second = std::string("a\0b", 3); },
         {200, 400, 422},
         "preview"},
        {"more than a page sends",
         [](Fields& fields, const Page&) {
             for (int i = 0; i < 9; ++i) {
                 fields.emplace_back("x" + std::to_string(i), std::string(megabyte, 'x'));
             }
         },
         {413}},
    };
    out.back().typed.clear();
    return out;
}

class HostilePages : public FormPages {
protected:
    HostilePages() : every_(peers_of_all_roles()) {}

    Response ask(const Page& page, const std::string& method, const Fields& fields = {}) {
        std::string body;
        for (const auto& [name, value] : fields) {
            body += (body.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
        }
        Pairs sent = headers();
        sent.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        return every_.ask({.method = method,
                           .target = "/forms/" + page.form,
                           .headers = std::move(sent),
                           .body = body,
                           .peer = page.peer});
    }

    // The kit's example of the form, as its page would send it; empty: it has none.
    Fields example_of(const mapping::Plan& plan) {
        const std::string name = std::string(plan.form().id()) + "/full.json";
        if (!fs::exists(fs::path(RENKEI_KIT) / name)) {
            return {};
        }
        const std::string bytes = documents::file(name);
        diag::Report report;
        service::Workspace workspace(*every_.gateway().workers().loaded()->catalogue);
        const service::Input input{.name = name, .bytes = bytes};
        service::Documents documents(workspace, input, {}, report);
        return documents.next() && &documents.source().plan() == &plan
                   ? FilledForm(plan.form(), documents.record()).fields()
                   : Fields();
    }

    // Of all forms that somebody here may send.
    std::vector<Page> pages() {
        std::vector<Page> out;
        const auto loaded = every_.gateway().workers().loaded();
        for (const mapping::Plan& plan : loaded->catalogue->plans()) {
            const std::vector<std::string> creators = documents::creators_of(plan.form());
            if (plan.form().is_foreign() || creators.empty() ||
                loaded->catalogue->find(plan.form().id()) != &plan) {
                continue;
            }
            Page page{.form = std::string(plan.form().id()), .peer = creators.front()};
            std::ranges::replace(page.peer, '_', '-');
            const Response opened = ask(page, "GET");
            EXPECT_EQ(opened.status, 200) << page.form << " " << page.peer << "\n" << opened.body;
            page.fields = example_of(plan);
            const std::vector<std::string> boxes = entry::boxes_on(opened.body);
            page.boxes.insert(boxes.begin(), boxes.end());
            for (const auto& [box, value] : boxes_of(opened)) {
                if (box.starts_with("f.") && entry::could_type(opened.body, box, "任意の文字")) {
                    page.lines.insert(box);
                }
            }
            for (const auto& field : boxes_of(opened)) {
                if (std::ranges::find(page.fields, field.first, &Fields::value_type::first) ==
                    page.fields.end()) {
                    page.fields.push_back(field);
                }
            }
            out.push_back(std::move(page));
        }
        for (std::size_t i = 0; i < out.size(); ++i) {
            for (std::size_t j = 1; j < out.size() && out[i].other_box.empty(); ++j) {
                for (const auto& [box, value] : out[(i + j) % out.size()].fields) {
                    if (box.starts_with("f.") && box.find('[') == std::string::npos &&
                        !out[i].boxes.contains(box)) {
                        out[i].other_box = box;
                    }
                }
            }
        }
        return out;
    }

    void attack(const Page& page, const Attack& attack) {
        const std::string what = page.form + ": " + attack.name;
        Fields fields = page.fields;
        attack.change(fields, page);
        put(fields, "act", attack.act);
        const std::size_t events = every_.events();
        const std::uint64_t before = every_.site.documents();
        const Response answer = ask(page, "POST", fields);
        const std::string words =
            answer.body.substr(std::min(answer.body.find("<main"), answer.body.size()), 600);
        EXPECT_TRUE(attack.expected.contains(answer.status)) << what << ": " << answer.status << "\n"
                                                             << words;
        EXPECT_NE(answer.body.find("<h1>"), std::string::npos) << what << ": a page";
        EXPECT_EQ(every_.events(), events + 1) << what;
        EXPECT_LE(every_.site.documents(), before + (answer.status == 201 ? 1 : 0)) << what;
        if (answer.status >= 400) {
            EXPECT_NE(answer.body.find("role=\"alert\""), std::string::npos) << what << "\n" << words;
        }
        if (answer.body.find("<form class=\"entry\"") != std::string::npos) {
            stands_there(fields, answer, what);
        }
        if (!attack.typed.empty() && answer.status != 400) {
            EXPECT_NE(answer.body.find(html::escaped(attack.typed)), std::string::npos) << what;
        }
    }

    // Each box that was filled in is there, and filled in; a choice has no more than what it offers.
    static void stands_there(const Fields& typed, const Response& answer, const std::string& what) {
        const std::vector<std::string> on_page = entry::boxes_on(answer.body);
        const std::set<std::string> boxes(on_page.begin(), on_page.end());
        std::set<std::string> filled;
        for (const auto& [box, value] : boxes_of(answer)) {
            if (!value.empty()) {
                filled.insert(box);
            }
        }
        for (const auto& [box, value] : typed) {
            if (box.starts_with("f.") && value.find_first_not_of(" \r\n\t") != std::string::npos &&
                !filled.contains(box) && box.find("[4294967296]") == std::string::npos) { // the gap closes
                EXPECT_FALSE(entry::could_type(answer.body, box, value)) << what << ": " << box << " is lost";
                EXPECT_TRUE(boxes.contains(box)) << what << ": " << box << " is no box";
            }
        }
    }

    RequestKit every_;
};

// Each form meets a few attacks in turn; all of them, if the environment wants it (label long).
TEST_F(HostilePages, are_answered_in_words_and_nothing_is_kept) {
    const bool is_long = std::getenv("RENKEI_ALL_ATTACKS") != nullptr;
    const std::size_t step = is_long ? 1 : 8;
    const std::vector<Attack> all = attacks();
    const std::vector<Page> forms = pages();
    EXPECT_GT(forms.size(), 30U);
    for (std::size_t i = 0; i < forms.size(); ++i) {
        EXPECT_FALSE(forms[i].other_box.empty()) << forms[i].form;
        for (std::size_t j = i % step; j < all.size(); j += step) {
            attack(forms[i], all[j]);
        }
    }
}

// Names and values of the form itself, mixed up.
TEST_F(HostilePages, are_answered_whatever_is_mixed_up) {
    const std::size_t posts = std::getenv("RENKEI_ALL_ATTACKS") != nullptr ? 40 : 1;
    const std::vector<Page> forms = pages();
    laws::Random random(55);
    for (const Page& page : forms) {
        for (std::size_t i = 0; i < posts; ++i) {
            attack(page, {"mixed up " + std::to_string(i),
                          [&](Fields& fields, const Page&) {
                              for (std::size_t changes = 1 + random.below(6); changes > 0; --changes) {
                                  auto& one = fields[random.below(fields.size())];
                                  auto& other = fields[random.below(fields.size())];
                                  if (one.first.starts_with("f.") && other.first.starts_with("f.")) {
                                      random.below(2) == 0 ? std::swap(one.second, other.second)
                                                           : std::swap(one.first, other.first);
                                  }
                              }
                          },
                          {200, 201, 400, 403, 409, 422},
                          random.below(2) == 0 ? "preview" : "send"});
        }
    }
}

} // namespace
} // namespace renkei::server::hostile_entry_test
