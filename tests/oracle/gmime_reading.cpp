// GMime 3.2 with its default parser options, reduced to a Node.
#include <gmime/gmime.h>

#include <algorithm>
#include <cstdint>

#include "reading.hpp"

namespace tram::oracle {
namespace {

std::string lowered(const char* text) {
    std::string out(text == nullptr ? "" : text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return out;
}

std::string encodingName(GMimeContentEncoding encoding) {
    switch (encoding) {
        case GMIME_CONTENT_ENCODING_8BIT:
            return "8bit";
        case GMIME_CONTENT_ENCODING_BINARY:
            return "binary";
        case GMIME_CONTENT_ENCODING_BASE64:
            return "base64";
        case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
            return "quoted-printable";
        case GMIME_CONTENT_ENCODING_UUENCODE:
            return "x-uuencode";
        default:
            return "7bit";
    }
}

Bytes contentOf(GMimePart* part) {
    auto* content = g_mime_part_get_content(part);
    if (content == nullptr) return {};
    auto* stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, stream);
    const auto* array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    Bytes out(reinterpret_cast<const char*>(array->data), array->len);
    g_object_unref(stream);
    return out;
}

void addAddresses(InternetAddressList* list, std::vector<std::string>& to) {
    if (list == nullptr) return;
    for (int i = 0; i < internet_address_list_length(list); ++i) {
        auto* address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
            addAddresses(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), to);
        } else {
            const auto* spec = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
            if (spec != nullptr) to.emplace_back(spec);
        }
    }
}

Node nodeOf(GMimeObject* object);

void readMessage(GMimeMessage* message, Node& node) {
    if (const auto* subject = g_mime_message_get_subject(message)) node.subject = subject;
    if (const auto* id = g_mime_message_get_message_id(message)) node.messageId = id;
    addAddresses(g_mime_message_get_from(message), node.from);
    addAddresses(g_mime_message_get_to(message), node.to);
}

Node nodeOf(GMimeObject* object) {
    Node node;
    if (object == nullptr) {
        node.type = "none";
        return node;
    }
    if (auto* type = g_mime_object_get_content_type(object)) {
        node.type = lowered(g_mime_content_type_get_media_type(type)) + "/" +
                    lowered(g_mime_content_type_get_media_subtype(type));
    }
    node.disposition = lowered(g_mime_object_get_disposition(object));
    if (const auto* id = g_mime_object_get_content_id(object)) node.id = id;
    if (GMIME_IS_MULTIPART(object)) {
        node.kind = Node::Kind::multipart;
        auto* multipart = GMIME_MULTIPART(object);
        for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i) {
            node.children.push_back(nodeOf(g_mime_multipart_get_part(multipart, i)));
        }
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        node.kind = Node::Kind::message;
        auto* message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        if (message != nullptr) {
            node.children.push_back(nodeOf(g_mime_message_get_mime_part(message)));
            readMessage(message, node.children.back());
        }
    } else if (GMIME_IS_PART(object)) {
        auto* part = GMIME_PART(object);
        node.encoding = encodingName(g_mime_part_get_content_encoding(part));
        if (const auto* name = g_mime_part_get_filename(part)) node.fileName = name;
        node.content = contentOf(part);
    }
    return node;
}

}  // namespace

Node readWithGMime(ByteView message) {
    static const bool ready = [] {
        g_mime_init();
        return true;
    }();
    static_cast<void>(ready);
    auto* stream = g_mime_stream_mem_new_with_buffer(message.data(), message.size());
    auto* parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
    auto* parsed = g_mime_parser_construct_message(parser, nullptr);
    Node node;
    if (parsed == nullptr) {
        node.type = "none";
    } else {
        node = nodeOf(g_mime_message_get_mime_part(parsed));
        readMessage(parsed, node);
        g_object_unref(parsed);
    }
    g_object_unref(parser);
    g_object_unref(stream);
    return node;
}

}  // namespace tram::oracle
