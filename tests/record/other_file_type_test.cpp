// Files that are often sent in place of a form are called what they are.
#include "gateway/forms/record/recognise/other_file_type.h"
#include "generated/messages/forms.h"
#include "generated/messages/text.h"
#include "generated/messages/xml.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace renkei::record::other_file_type_test {
namespace {

using namespace std::string_literals;

struct Sent {
    std::string bytes;
    Message message;
    std::string kind;
};

std::string utf16(const std::string& text, bool little) {
    std::string out;
    for (const char c : text) {
        out += little ? std::string{c, '\0'} : std::string{'\0', c};
    }
    return out;
}

const std::vector<Sent> all_sent{
    {"PK\x03\x04....[Content_Types].xml....xl/workbook.xml", message::content_excel, ".xlsx"},
    {"PK\x03\x04....[Content_Types].xml....word/document.xml", message::content_foreign, "ZIP"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....W\0o\0r\0k\0b\0o\0o\0k\0"s, message::content_excel, ".xls"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", message::content_foreign, "Microsoft Office"},
    {"%PDF-1.7\n", message::content_pdf, "PDF"},
    {"\x1F\x8B\x08", message::content_foreign, "gzip"},
    {"\xFF\xD8\xFF\xE0", message::content_foreign, "JPEG"},
    {"II*\0...."s, message::content_foreign, "TIFF"},
    {"\xFF\xFE" + utf16("<Bundle", true), message::xml_encoding, "UTF-16"},
    {"\xFE\xFF" + utf16("<Bundle", false), message::xml_encoding, "UTF-16"},
    {utf16("<?xml", true), message::xml_encoding, "UTF-16"},
    {utf16("<?xml", false), message::xml_encoding, "UTF-16"},
    {"\xFF\xFE" + utf16("{\"resourceType\"", true), message::text_encoding_unsupported, "UTF-16"},
    {utf16("[]", false), message::text_encoding_unsupported, "UTF-16"},
};

TEST(ForeignFile, is_called_what_it_is) {
    for (const Sent& sent : all_sent) {
        const std::optional<diag::Finding> found = other_file_type(sent.bytes);
        ASSERT_TRUE(found) << sent.kind;
        EXPECT_EQ(found->message, sent.message) << sent.kind;
        EXPECT_EQ(found->args.at(0), sent.kind);
        EXPECT_EQ(found->severity, diag::Severity::error);
    }
}

TEST(ForeignFile, is_nothing_that_may_be_a_text) {
    for (const std::string& text : {""s, "N"s, "NYUIN,202404"s, "{\"resourceType\""s, "<Bundle"s,
                                    "\xEF\xBB\xBF<Bundle"s, "\xFF\xFE"s + utf16("NYUIN", true), "PK"s,
                                    "\x97\xA2\x8C\x67"s, "II"s, "[\0]"s, "[\0"s, "{\0\"a\":1}"s}) {
        EXPECT_FALSE(other_file_type(text)) << text;
    }
}

} // namespace
} // namespace renkei::record::other_file_type_test
